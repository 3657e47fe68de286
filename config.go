package dateline

import (
	"net/url"
	"path/filepath"
	"strings"

	"dateline/address"
)

// Settings are everything that can be set about a house: by flag, by a
// DATELINE_… variable, or in dateline.toml, in this order of weight. Editions,
// sections and staff are records, not settings.
type Settings struct {
	Data     string `help:"Folder of the records and files. One serve at a time holds it." default:"./data" env:"DATELINE_DATA" type:"path"`
	Database string `help:"postgres://… to keep the records in PostgreSQL; empty keeps them in dateline.db in the data folder." env:"DATELINE_DATABASE"`
	Listen   string `help:"Address to serve on. The default is reached from this machine alone." default:"localhost:8080" env:"DATELINE_LISTEN"`
	Origin   string `help:"Scheme and host under which readers reach the house; absolute links are made of it, never of what a request says." default:"http://localhost:8080" env:"DATELINE_ORIGIN"`
	Cert     string `help:"File with the TLS certificate, for HTTPS and HTTP/2 without a server in front." env:"DATELINE_CERT" type:"path"`
	Key      string `help:"File with the certificate's key." env:"DATELINE_KEY" type:"path"`
	Cache    int    `help:"MiB of memory for pages that have been drawn; beyond it those not asked for of late are drawn again." default:"64" env:"DATELINE_CACHE"`
	Screens  int    `help:"Most open pages that are told of breaking news as it happens; each holds a connection." default:"15000" env:"DATELINE_SCREENS"`
	PerHost  int    `help:"Most such pages from one network address, so that one reader cannot hold them all." default:"200" env:"DATELINE_PER_HOST"`
	Access   bool   `help:"Log every request. Off: who reads what is nobody's business; faults, acts and slow requests are logged." env:"DATELINE_ACCESS"`
}

// dsn is where the records are.
func (s Settings) dsn() string {
	if s.Database != "" {
		return s.Database
	}
	return filepath.Join(s.Data, "dateline.db")
}

// origin is the address of the house without a slash at its end.
func (s Settings) origin() address.Origin { return address.Origin(strings.TrimRight(s.Origin, "/")) }

// secure tells whether readers reach the house by https.
func (s Settings) secure() bool {
	u, err := url.Parse(s.Origin)
	return err == nil && u.Scheme == "https"
}
