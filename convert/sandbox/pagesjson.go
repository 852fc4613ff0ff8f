package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

func answerJSON(w http.ResponseWriter, status int, value any) {
	a := reply(status, value)
	w.Header().Set("Content-Type", a.typ)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(a.status)
	w.Write(a.body)
}

// invoicesJSON answers with the accepted invoices; bodies, in base64, only with ?body=1.
func (p *pages) invoicesJSON(w http.ResponseWriter, r *http.Request) {
	list := p.s.Accepted()
	if r.URL.Query().Get("body") == "" {
		for i := range list {
			list[i].Body = nil
		}
	}
	answerJSON(w, http.StatusOK, list)
}

func (p *pages) nomenclaturesJSON(w http.ResponseWriter, r *http.Request) {
	list := p.s.Nomenclatures()
	if r.URL.Query().Get("body") == "" {
		for i := range list {
			list[i].Body = nil
		}
	}
	answerJSON(w, http.StatusOK, list)
}

func (p *pages) requestsJSON(w http.ResponseWriter, _ *http.Request) {
	answerJSON(w, http.StatusOK, p.s.Requests())
}

func (p *pages) faultsJSON(w http.ResponseWriter, _ *http.Request) {
	answerJSON(w, http.StatusOK, map[string]any{"set": p.s.faults.show(), "kinds": Kinds(), "places": Places()})
}

// setFaults adds the faults of the body: a text as --fault takes it, or a JSON list of such texts.
func (p *pages) setFaults(w http.ResponseWriter, r *http.Request) {
	const most = 64 << 10
	body, err := io.ReadAll(io.LimitReader(r.Body, most))
	var words []string
	if err == nil && strings.HasPrefix(strings.TrimSpace(string(body)), "[") {
		err = json.Unmarshal(body, &words)
	} else {
		words = []string{string(body)}
	}
	var list []Fault
	if err == nil {
		list, err = ParseFaults(strings.Join(words, ","))
	}
	if err == nil {
		err = p.s.AddFaults(list...)
	}
	if err != nil {
		answerJSON(w, http.StatusBadRequest, map[string]any{"success": false, "error": inWords(err, wantsRussian(r, p.s.Russian))})
		return
	}
	p.faultsJSON(w, r)
}

func (p *pages) clearFaults(w http.ResponseWriter, r *http.Request) {
	p.s.ClearFaults()
	p.faultsJSON(w, r)
}
