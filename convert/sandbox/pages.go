package sandbox

import (
	"bytes"
	_ "embed" // pages.html
	"fmt"
	"html/template"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed pages.html
var pageSource string

// pages show a person what was received.
type pages struct {
	s         *Server
	templates *template.Template
}

func newPages(s *Server) *pages {
	return &pages{s: s, templates: template.Must(template.New("").Parse(pageSource))}
}

// routes lists the pages, and what they show as JSON.
func (p *pages) routes(m *http.ServeMux) {
	for pattern, show := range map[string]http.HandlerFunc{
		"GET /{$}":                   p.invoices,
		"GET /invoice/{id}":          p.invoice,
		"GET /nomenclatures":         p.nomenclatures,
		"GET /requests":              p.requests,
		"GET /faults":                p.faults,
		"GET /sandbox/invoices":      p.invoicesJSON,
		"GET /sandbox/nomenclatures": p.nomenclaturesJSON,
		"GET /sandbox/requests":      p.requestsJSON,
		"GET /sandbox/faults":        p.faultsJSON,
		"POST /sandbox/faults":       p.setFaults,
		"DELETE /sandbox/faults":     p.clearFaults,
		"/":                          p.missing,
	} {
		m.HandleFunc(pattern, p.near(show))
	}
}

// near lets only this machine in, under a name of its own: a page of the web that a browser shows can't reach in by a name that leads here.
func (p *pages) near(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		remote, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			remote = r.RemoteAddr
		}
		origin := r.Header.Get("Origin")
		if ip := net.ParseIP(remote); ip == nil || !ip.IsLoopback() || !isLoopbackHost(r.Host) || origin != "" && origin != "http://"+r.Host && origin != "https://"+r.Host {
			http.Error(w, http.StatusText(http.StatusForbidden), http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

// isLoopbackHost reports whether a host, with a port or without, is a name of this machine to itself.
func isLoopbackHost(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.Trim(hostport, "[]")
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// A page is what a template gets.
type page struct {
	p           *pages
	Ru          bool
	Title, Host string
	Nav         []link
	Data        any
}

type link struct {
	To, Text string
	Here     bool
}

// show answers with a page.
func (p *pages) show(w http.ResponseWriter, r *http.Request, status int, name, en, ru string, data any) {
	view := page{p: p, Ru: wantsRussian(r, p.s.Russian), Host: r.Host, Data: data}
	view.Title = view.W(en, ru)
	for _, l := range [][3]string{{"/", "Invoices", "Накладные"}, {"/nomenclatures", "Nomenclatures", "Номенклатуры"}, {"/requests", "Requests", "Запросы"}, {"/faults", "Faults", "Сбои"}} {
		view.Nav = append(view.Nav, link{l[0], view.W(l[1], l[2]), l[0] == r.URL.Path})
	}
	var b bytes.Buffer
	if err := p.templates.ExecuteTemplate(&b, name, view); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

// mostShown is how many rows a page has; the newest stand first.
const mostShown = 500

func newest[T any](list []T) []T {
	list = list[max(0, len(list)-mostShown):]
	slices.Reverse(list)
	return list
}

func (p *pages) invoices(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, http.StatusOK, "invoices", "Invoices", "Накладные", newest(p.s.account.allInvoices()))
}

func (p *pages) invoice(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	in, ok := p.s.account.copyOf(id)
	if !ok {
		p.missing(w, r)
		return
	}
	p.show(w, r, http.StatusOK, "invoice", "Invoice "+in.Number, "Накладная "+in.Number, &in)
}

func (p *pages) nomenclatures(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, http.StatusOK, "nomenclatures", "Nomenclatures", "Номенклатуры", newest(p.s.Nomenclatures()))
}

func (p *pages) requests(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, http.StatusOK, "requests", "Requests", "Запросы", newest(p.s.Requests()))
}

func (p *pages) faults(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, http.StatusOK, "faults", "Faults", "Сбои", struct {
		Set   []set
		Kinds []Kind
	}{p.s.faults.show(), Kinds()})
}

func (p *pages) missing(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, http.StatusNotFound, "missing", "Not found", "Не найдено", nil)
}

// W picks the language.
func (p page) W(en, ru string) string {
	if p.Ru {
		return ru
	}
	return en
}

// With is the page for a template within it.
func (p page) With(data any) page {
	p.Data = data
	if in, ok := data.(Invoice); ok {
		p.Data = &in
	}
	return p
}

// Figure writes a number with a thin space between thousands.
func (p page) Figure(f figure) string {
	whole, decimals, point := strings.Cut(f.text(), ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "\u202f" + whole[i:]
	}
	if !point {
		return sign + whole
	}
	return sign + whole + p.W(".", ",") + decimals
}

// Time writes a moment in UTC.
func (p page) Time(t time.Time) string { return t.UTC().Format(time.DateTime) }

// Bytes writes a size.
func (p page) Bytes(n int64) string {
	units := p.W("B KiB MiB GiB TiB", "Б КиБ МиБ ГиБ ТиБ")
	i, names := 0, strings.Fields(units)
	tenths := n * 10
	for ; tenths >= 10240 && i < len(names)-1; i++ {
		tenths /= 1024
	}
	if i == 0 {
		return fmt.Sprintf("%d %s", n, names[0])
	}
	return fmt.Sprintf("%d%s%d %s", tenths/10, p.W(".", ","), tenths%10, names[i])
}

// Of says how many are shown of how many.
func (p page) Of(kept int, all int64) string {
	if int64(kept) == all {
		return strconv.FormatInt(all, 10)
	}
	return fmt.Sprintf(p.W("the first %d of %d", "первые %d из %d"), kept, all)
}

// Storage names a storage.
func (p page) Storage(id int64) string { return fmt.Sprintf("%d · %s", id, p.p.s.storageName(id)) }

// Name is that of a product.
func (p page) Name(code string) string {
	a := p.p.s.account
	a.mu.RLock()
	defer a.mu.RUnlock()
	if product := a.catalogue[code]; product != nil {
		return product.Name
	}
	return ""
}

// Status is how far a process has come.
func (p page) Status(process Process) string { return p.p.s.status(&process) }

// Outcome is the word for what became of a request.
func (p page) Outcome(outcome string) string {
	words := map[string]string{Accepted: "принят", Answered: "отвечен", Refused: "отклонён", Failed: "сорван"}
	return p.W(outcome, words[outcome])
}

// Color is the class of that word.
func (p page) Color(outcome string) string {
	return map[string]string{Accepted: "good", Answered: "soft", Refused: "bad", Failed: "warn"}[outcome]
}

// Join writes words one behind another.
func (p page) Join(list []string) string {
	if len(list) == len(Places()) {
		return p.W("everywhere; usually ", "везде; обычно ") + list[0]
	}
	return strings.Join(list, ", ")
}
