<?xml version="1.0" encoding="UTF-8"?>
<!-- Receipts as CSV in the order of obmen's columns. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:str="http://exslt.org/strings" exclude-result-prefixes="str">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:template match="/">
    <xsl:text>Date,OrganizationCode,CashBoxCode,CashBoxName,StoreCode,StoreName,DocSum,DocSumWithDiscount,DocNum,PayCard,PayCash,Line,ProductCode,ProductName,UnitCode,Price,Discount,Quantity,Sum,SumWithDiscount,Extra&#10;</xsl:text>
    <xsl:for-each select="Documents/Doc">
      <xsl:variable name="head"><xsl:apply-templates select="Head/*" mode="cell"/></xsl:variable>
      <xsl:for-each select="Products/Product">
        <xsl:value-of select="concat($head, position(), ',')"/>
        <xsl:apply-templates select="*" mode="cell"/>
        <xsl:text>&#10;</xsl:text>
      </xsl:for-each>
    </xsl:for-each>
  </xsl:template>
  <xsl:template match="*" mode="cell">
    <xsl:choose>
      <xsl:when test="contains(., '&quot;')"><xsl:value-of select="concat('&quot;', str:replace(., '&quot;', '&quot;&quot;'), '&quot;,')"/></xsl:when>
      <xsl:when test="contains(., ',')"><xsl:value-of select="concat('&quot;', ., '&quot;,')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat(., ',')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
