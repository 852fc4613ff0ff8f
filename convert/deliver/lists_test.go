package deliver

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

const entry = `{"id":1,"name":"A-1"}`

// numbers lists what a service that answers so has.
func numbers(t *testing.T, do func(http.ResponseWriter, string)) (list []Listed, err error) {
	t.Helper()
	base, _ := faulty(t, do)
	o, _ := quick(t, nil)
	c, _ := NewCaffesta("", base, nil, newSecret(testKey), o)
	err = c.Invoices(context.Background(), time.Time{}, func(l Listed) error { list = append(list, l); return nil })
	noSecret(t, fmt.Sprintf("%+v %v", list, err))
	return list, err
}

// TestListsAreWhole: what is not surely a whole list of invoices is never an empty one.
func TestListsAreWhole(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		says string // "": it is a list
	}{
		{`[]`, 0, ""}, {`{"success":true,"data":{}}`, 0, ""}, {`{"data":{},"success":true}`, 0, ""}, {`{"code":"ok","data":{}}`, 0, ""}, {`{"success":true,"data":[]}`, 0, ""},
		{`{"success":true,"error":null,"errors":[],"code":200,"data":[]}`, 0, ""}, {`{"success":true,"error":"","errors":{},"code":"0","data":{}}`, 0, ""}, {`{"code":"OK","error":false,"data":[]}`, 0, ""},
		{`{"success":true,"data":[` + entry + `]}`, 1, ""}, {`{"data":{"1":` + entry + `}}`, 1, ""}, {`{"code":0,"data":[` + entry + `]}`, 1, ""}, {`{"1":` + entry + `}`, 1, ""},

		{`{}`, 0, "the answer lacks"}, {`{"data":{}}`, 0, "the answer lacks"}, {`{"data":[]}`, 0, "the answer lacks"}, {`{"code":0,"data":{}}`, 0, "the answer lacks"},
		{`{"success":true}`, 0, "the answer lacks"}, {`{"success":true,"data":null}`, 0, "the answer lacks"}, {`{"success":true,"data":{"invoices":[]}}`, 0, "the answer lacks"},
		{`{"data":{"success":true}}`, 0, "the answer lacks"}, {`{"code":"ok"}`, 0, "the answer lacks"}, {`null`, 0, "the answer lacks"},
		{`{"success":true,"data":[],"error":"the base is closed"}`, 0, "the base is closed"}, {`{"error":{"message":"closed"},"success":true,"data":{}}`, 0, "closed"},
		{`{"success":true,"data":{"error":"closed"}}`, 0, "closed"}, {`{"success":true,"data":[` + entry + `],"errors":["closed"]}`, 1, "closed"}, {`{"error":true,"success":true,"data":[]}`, 0, "refused"},
		{`{"success":false,"data":[]}`, 0, "refused"}, {`{"success":null,"data":[]}`, 0, "refused"}, {`{"success":true,"success":false,"data":[]}`, 0, "stands twice"},
		{`{"code":"fail","data":[]}`, 0, "fail"}, {`{"success":true,"code":500,"data":[]}`, 0, "code: 500"}, {`{"success":true,"code":true,"data":[]}`, 0, "refused"},

		{`[{"id":1}]`, 0, "the answer lacks name"}, {`[{"id":1,"name":""}]`, 0, "the answer lacks name"}, {`[{"id":1,"name":{"a":"b"},"number":"5"}]`, 0, "the answer lacks name"},
		{`[` + entry + `,{"id":2,"name":true}]`, 1, "the answer lacks name"}, {`[{"name":"A"}]`, 0, "the answer lacks id"}, {`[1]`, 0, "the answer lacks"},
	} {
		list, err := numbers(t, answerWith(200, "application/json", c.text))
		if len(list) != c.n || (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %d, %v; want %d, %q", c.text, len(list), err, c.n, c.says)
		}
	}
}

// TestNameLeads: number counts where there is no name, in whatever order they come.
func TestNameLeads(t *testing.T) {
	for text, want := range map[string]string{
		`{"id":1,"name":"A","number":"B"}`: "A", `{"id":1,"number":"B","name":"A"}`: "A", `{"id":1,"number":"B"}`: "B", `{"id":1,"name":null,"number":7}`: "7", `{"id":1,"number":"B","name":null}`: "B",
	} {
		list, err := numbers(t, answerWith(200, "application/json", "["+text+"]"))
		if err != nil || len(list) != 1 || list[0].Number != want {
			t.Errorf("%s: %+v %v", text, list, err)
		}
	}
}

// TestPages: of a list in pages all entries of the answer are shown, and then said not to be all.
func TestPages(t *testing.T) {
	part := func(err error) bool { return errors.Is(err, ErrIncomplete) }
	for beside, want := range map[string]bool{
		`"next":"/x?page=2"`: true, `"next_page":2`: true, `"nextPage":"2"`: true, `"pages":3`: true, `"page":2`: true, `"meta":{"last_page":2}`: true, `"meta":{"page":1}`: false,
		`"pagination":{"next":{"href":"/x"}}`: true, `"links":[{"rel":"next"}]`: true, `"_links":{"next":"/x","self":"/y"}`: true, `"per_page":50`: true, `"total_pages":"2"`: true,
		`"has_more":true`: true, `"total":2`: true, `"total_count":"7"`: true, `"page":1,"pages":1,"previous":"/x"`: true, `"page":{"number":0,"totalPages":4}`: true, `"offset":100`: true,
		`"next":null`: false, `"next":"","previous":null`: false, `"pages":1`: false, `"page":1,"total_pages":1,"per_page":50`: false, `"per_page":50,"meta":{"total_pages":1.0}`: false,
		`"meta":{},"links":[],"pagination":null`: false, `"has_more":false`: false, `"page":1,"pages":0`: false, `"total":1,"count":1`: false, `"total":"20.50"`: false, `"next":{"a":[null]}`: false,
		`"message":"x","time":5`: false,
	} {
		for _, text := range []string{`{"success":true,"data":[` + entry + `],` + beside + `}`, `{"success":true,` + beside + `,"data":{"5":` + entry + `}}`} {
			list, err := numbers(t, answerWith(200, "application/json", text))
			if len(list) != 1 || part(err) != want || err != nil && !want {
				t.Errorf("%s: %d, %v", text, len(list), err)
			}
		}
	}
	for _, c := range []struct {
		status int
		link   string
		want   bool
	}{{200, `</x?page=2>; rel="next", </x>; rel="last"`, true}, {200, `</x>; rel="self"`, false}, {206, "", true}} {
		list, err := numbers(t, answerWith(c.status, "application/json", "["+entry+"]", "Link", c.link))
		if len(list) != 1 || part(err) != c.want {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := numbers(t, answerWith(200, "application/json", `{"success":false,"pages":3}`)); part(err) || verdictOf(t, err) != refused {
		t.Error(err)
	}
}

// TestOneID: an id is one, however it is written.
func TestOneID(t *testing.T) {
	for text, want := range map[string]string{"2": "2", "2.0": "2", `"2"`: "2", `"2.000"`: "2", "2e0": "2", `" 2 "`: "2", "20": "20", "2.5": "2.5", `"a.0"`: "a.0", `"2."`: "2.", `"02"`: "02", "1e2": "100"} {
		list, err := numbers(t, answerWith(200, "application/json", `[{"id":`+text+`,"name":"A","storage":{"id":`+text+`}}]`))
		if err != nil || len(list) != 1 || list[0].ID != want || list[0].StorageID != want {
			t.Errorf("%s: %+v %v", text, list, err)
		}
	}
}
