# obmen: the commands of the house. Each does all its own set-up.
GO       ?= go
BIN      := bin/obmen
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
DEMO_MIB ?= 256

.PHONY: all build demo test race kill bench bench-floors bench-peers memory instructions instructions-update fuzz cross vet staticcheck vulncheck clean

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
	$(GO) test -race -timeout 30m ./...

# Runs, drop folders and the journal killed at random instants, power cuts, each fault at each moment: KILLS times each; MANY files and one of LARGE in a drop folder.
KILLS ?= 300
MANY  ?= 10000
LARGE ?= 256MiB
kill:
	OBMEN_KILLS=$(KILLS) OBMEN_CUTS=15 OBMEN_EVERY_CELL=1 OBMEN_MANY=$(MANY) OBMEN_LARGE=$(LARGE) $(GO) test -timeout 60m -run 'Kill|Cut|Matrix|EveryStep|WatchMany|WatchLarge' ./cmd/obmen ./convert/batch/... ./convert/deliver/journal ./convert/courier

# Every cell at SIZES (MiB of input): MB/s and records/s with one job and two, allocations a record, peak memory, what the size should not move.
# BENCH holds more flags: -only TEXT, -rounds N, -dir FOLDER. MEASURE is the program that measures.
SIZES ?=
BENCH ?=
MEASURE := OBMEN=$(BIN) $(GO) run ./testdata/bench
bench: build
	$(MEASURE) cells $(BENCH) $(SIZES)

# The benchmarks of each floor: scanners, writers, numbers.
bench-floors:
	$(GO) test -run '^$$' -bench . -benchmem ./...

# The same jobs by other programs, in turn with obmen, and the goals. It installs those that Debian has, where it may.
bench-peers: build
	$(MEASURE) peers -install $(BENCH)

# The table of peaks with default flags: resident memory of every cell at SIZES.
memory: build
	$(MEASURE) memory $(BENCH) $(SIZES)

# Instructions a row against the figures kept in testdata/bench/instructions.txt, and new figures.
instructions: build
	$(MEASURE) instructions $(BENCH)
instructions-update: build
	$(MEASURE) instructions -update $(BENCH)

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
