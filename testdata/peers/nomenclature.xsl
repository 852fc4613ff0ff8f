<?xml version="1.0" encoding="UTF-8"?>
<!-- A nomenclature as CSV in the order of obmen's columns. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:str="http://exslt.org/strings" exclude-result-prefixes="str">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:template match="/ProductsGroups">
    <xsl:text>Date,GroupCode,GroupName,GroupParentCode,Code,Name,Barcode,ParentCode,UnitCode,UnitName,Price,PriceType,Comment,Extra&#10;</xsl:text>
    <xsl:for-each select="ProductGroup">
      <xsl:variable name="group">
        <xsl:value-of select="concat(../@Date, ',')"/>
        <xsl:apply-templates select="@Code" mode="cell"/><xsl:apply-templates select="@Name" mode="cell"/><xsl:apply-templates select="@ParentCode" mode="cell"/>
      </xsl:variable>
      <xsl:for-each select="Products/Product">
        <xsl:value-of select="$group"/>
        <xsl:apply-templates select="@Code" mode="cell"/><xsl:apply-templates select="@Name" mode="cell"/><xsl:apply-templates select="@Barcode" mode="cell"/>
        <xsl:apply-templates select="@ParentCode" mode="cell"/><xsl:apply-templates select="@UnitCode" mode="cell"/><xsl:apply-templates select="@UnitName" mode="cell"/>
        <xsl:value-of select="concat(translate(@Price, ', &#xa0;&#x202f;', '.'), ',')"/>
        <xsl:apply-templates select="@PriceType" mode="cell"/><xsl:apply-templates select="@Comment" mode="cell"/>
        <xsl:text>&#10;</xsl:text>
      </xsl:for-each>
    </xsl:for-each>
  </xsl:template>
  <xsl:template match="@*" mode="cell">
    <xsl:choose>
      <xsl:when test="contains(., '&quot;')"><xsl:value-of select="concat('&quot;', str:replace(., '&quot;', '&quot;&quot;'), '&quot;,')"/></xsl:when>
      <xsl:when test="contains(., ',')"><xsl:value-of select="concat('&quot;', ., '&quot;,')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat(., ',')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
