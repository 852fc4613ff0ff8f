# obmen: the commands of the house. Each does all its own set-up.
GO       ?= go
BIN      := bin/obmen
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
DEMO_MIB ?= 256

.PHONY: all build demo test race bench memory fuzz cross vet staticcheck vulncheck clean

all: build

# One static file that needs no C library.
BUILD := CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-X main.version=$(VERSION)'
build:
	$(BUILD) -o $(BIN) ./cmd/obmen

# The main job on real input, and on a large one with its rate and peak memory.
demo: build
	OBMEN=$(BIN) MIB=$(DEMO_MIB) sh testdata/demo.sh

test:
	$(GO) test ./...

race:
	$(GO) test -race ./...

# MB/s, records/s, allocations a record and peak memory of every format and cell, with a plain encoding/xml converter beside.
bench: build
	$(GO) test -run '^$$' -bench . -benchmem ./...
	OBMEN=$(BIN) $(GO) run ./testdata/bench

# The table of peaks: resident memory of every cell at SIZES (MiB).
SIZES ?= 16 256
memory: build
	OBMEN=$(BIN) $(GO) run ./testdata/bench -memory $(SIZES)

FUZZTIME ?= 10s
fuzz:
	GO=$(GO) FUZZTIME=$(FUZZTIME) sh .ci/fuzz

vet:
	$(GO) vet ./...
	GOOS=windows $(GO) vet ./...

cross:
	GOOS=windows GOARCH=amd64 $(BUILD) -o bin/obmen.exe ./cmd/obmen
	GOOS=linux GOARCH=arm64 $(BUILD) -o bin/obmen-linux-arm64 ./cmd/obmen
	GOOS=darwin GOARCH=arm64 $(BUILD) -o bin/obmen-darwin-arm64 ./cmd/obmen

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
staticcheck:
	$(GO) run $(STATICCHECK) ./...

vulncheck:
	$(GO) run $(GOVULNCHECK) ./...

clean:
	rm -rf bin
