package deliver

import (
	"crypto/rand"
	"io"
	"strings"
)

// A form is a file in multipart/form-data, whose length is known though nothing of it is in memory.
type form struct {
	parcel     Parcel
	boundary   string
	head, tail string
}

// newForm wraps a nomenclature. The file's own name stays at home: it says nothing to the service, and may be in letters that headers have no place for.
func newForm(p Parcel) *form {
	boundary := "obmen" + rand.Text() + rand.Text() // 260 bits: it does not stand in the file
	return &form{
		parcel: p, boundary: boundary,
		head: "--" + boundary + "\r\n" +
			"Content-Disposition: form-data; name=\"nomenclature\"; filename=\"nomenclature.xml\"\r\n" +
			"Content-Type: application/xml\r\n\r\n",
		tail: "\r\n--" + boundary + "--\r\n",
	}
}

func (f *form) kind() string { return "multipart/form-data; boundary=" + f.boundary }

func (f *form) size() int64 { return int64(len(f.head)) + f.parcel.Size + int64(len(f.tail)) }

// open opens the parcel with what stands around it. A parcel that is shorter than it was said to be ends the request: the tail must not make it whole.
func (f *form) open() (io.ReadCloser, error) {
	src, err := f.parcel.Open()
	if err != nil {
		return nil, err
	}
	exact := &exactly{src, f.parcel.Size}
	return &opened{io.MultiReader(strings.NewReader(f.head), exact, strings.NewReader(f.tail)), src}, nil
}

type opened struct {
	io.Reader
	io.Closer
}

// exactly reads as many bytes as were promised, or fails.
type exactly struct {
	src  io.Reader
	left int64
}

// Read implements io.Reader.
func (e *exactly) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n, err := e.src.Read(p[:min(int64(len(p)), e.left)])
	if e.left -= int64(n); e.left > 0 && err == io.EOF {
		return n, io.ErrUnexpectedEOF
	}
	return n, err
}
