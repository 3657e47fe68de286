package dateline

import (
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"dateline/address"
	"dateline/blob"
	"dateline/blob/s3"
	"dateline/event/natsbell"
	"dateline/fault"
	"dateline/lang/msg"
)

// Settings are everything that can be set about a house: by flag, by a
// DATELINE_… variable, or in dateline.toml, in this order of weight. Editions,
// sections and staff are records, not settings.
//
// Their help stands in tags and is English: it is one page with the names of
// flags and variables, which are English as well, and kong puts it together.
type Settings struct {
	Data         string   `help:"Folder of the records and files. One serve at a time holds it." default:"./data" env:"DATELINE_DATA" type:"path"`
	Database     string   `help:"postgres://… to keep the records in PostgreSQL; empty keeps them in dateline.db in the data folder." env:"DATELINE_DATABASE" placeholder:"ADDRESS"`
	Bucket       string   `help:"https://host/bucket[/prefix][?region=…] to keep files in S3-compatible storage, which several processes can share; empty keeps them in the data folder. What is being uploaded waits in the data folder either way." env:"DATELINE_BUCKET" placeholder:"ADDRESS"`
	BucketKey    string   `help:"Access key of the bucket." env:"DATELINE_BUCKET_KEY" placeholder:"KEY"`
	BucketSecret string   `help:"Secret of the access key. Set it by the variable or in dateline.toml: other users of a machine see flags." env:"DATELINE_BUCKET_SECRET" placeholder:"SECRET"`
	Bell         string   `help:"nats://host:4222, several with commas, to tell other processes at once that something has happened; empty tells this process alone, and others find it within half a second. Several processes that share --database, --bucket and --bell serve one newsroom." env:"DATELINE_BELL" placeholder:"ADDRESSES"`
	Listen       string   `help:"Address to serve on. The default is reached from this machine alone." default:"localhost:8080" env:"DATELINE_LISTEN"`
	Origin       string   `help:"Scheme and host under which readers reach the house, as https://news.example; absolute links are made of it, never of what a request says. By default it is made of --listen." env:"DATELINE_ORIGIN" placeholder:"ORIGIN"`
	Cert         string   `help:"File with the TLS certificate, for HTTPS and HTTP/2 without a server in front." env:"DATELINE_CERT" type:"path" placeholder:"FILE"`
	Key          string   `help:"File with the certificate's key." env:"DATELINE_KEY" type:"path" placeholder:"FILE"`
	Proxies      []string `help:"Networks of the servers in front, as 10.0.0.0/8,::1. Only they are believed when they say in X-Forwarded-For whom they speak for. Without it every reader behind such a server has its address, and shares the limits of sign-in and --per-host with all others." env:"DATELINE_PROXIES" placeholder:"NETWORKS"`
	Cache        int      `help:"MiB of memory for pages that have been drawn; beyond it those not asked for of late are drawn again. -1: none is kept, and each is drawn for each reader. The whole program takes about 90 more at most, unless GOMEMLIMIT says otherwise." default:"32" env:"DATELINE_CACHE"`
	Screens      int      `help:"Most open pages that are told of breaking news as it happens; each holds a connection." default:"15000" env:"DATELINE_SCREENS"`
	PerHost      int      `help:"Most such pages from one network address, so that one reader cannot hold them all." default:"200" env:"DATELINE_PER_HOST"`
	SecondPerson bool     `help:"An urgent alert, for the safety of life, waits until a second person confirms it at the desk, where there are two who may publish. It lapses after 15 minutes." default:"true" negatable:"" env:"DATELINE_SECOND_PERSON"`
	Access       bool     `help:"Log every request. Off: who reads what is nobody's business; faults and slow requests are in the log either way." env:"DATELINE_ACCESS"`
}

// Check tells whether a house can be run with the settings.
func (s Settings) Check() error {
	if (s.Cert == "") != (s.Key == "") {
		return fault.New(fault.Invalid, msg.CliCertAndKey())
	}
	if s.Database != "" && !strings.HasPrefix(s.Database, "postgres://") && !strings.HasPrefix(s.Database, "postgresql://") {
		return fault.New(fault.Invalid, msg.CliBadDatabase())
	}
	if s.Origin != "" && !isOrigin(strings.TrimRight(s.Origin, "/")) {
		return fault.New(fault.Invalid, msg.CliBadOrigin(s.Origin))
	}
	if s.Cert != "" && !s.secure() {
		return fault.New(fault.Invalid, msg.CliOriginInsecure())
	}
	for _, n := range []struct {
		name       string
		value, min int
	}{{"cache", s.Cache, 1}, {"screens", s.Screens, 0}, {"per-host", s.PerHost, 0}} {
		if n.value < n.min && !(n.name == "cache" && n.value == noCache) {
			return fault.New(fault.Invalid, msg.CliBadNumber(n.name, n.min))
		}
	}
	if s.Bucket != "" {
		if _, err := s3.Parse(s.Bucket); err != nil || s.BucketKey == "" || s.BucketSecret == "" {
			return fault.Wrap(err, fault.Invalid, msg.CliBadBucket())
		}
	}
	if s.Bell != "" && !natsbell.Valid(s.Bell) {
		return fault.New(fault.Invalid, msg.CliBadBell())
	}
	_, err := s.proxies()
	return err
}

// noCache, as the size of the cache, is none.
const noCache = -1

// isOrigin tells whether a text is a scheme, a host and perhaps a port.
func isOrigin(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" &&
		u.Path == "" && u.User == nil && u.RawQuery == "" && u.Fragment == ""
}

// There tells whether a house stands at these settings: for commands that
// would otherwise make an empty one where a name was mistyped.
func (s Settings) There() error {
	if s.Database != "" {
		return nil // what is in it shows when it is opened
	}
	if _, err := os.Stat(s.dsn()); errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(err, fault.NotFound, msg.CliNoHouse(s.Data))
	}
	return nil
}

// dsn is where the records are.
func (s Settings) dsn() string {
	if s.Database != "" {
		return s.Database
	}
	return filepath.Join(s.Data, "dateline.db")
}

// bucket is where files are.
func (s Settings) bucket() (blob.Bucket, error) {
	if s.Bucket == "" {
		return blob.Folder(s.Data), nil
	}
	at, err := s3.Parse(s.Bucket)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, msg.CliBadBucket())
	}
	return s3.New(at, s.BucketKey, s.BucketSecret, blob.Spool(s.tmp()))
}

// tmp is the folder of files at work.
func (s Settings) tmp() string { return filepath.Join(s.Data, "tmp") }

// origin is the address of the house without a slash at its end. Where nobody
// said it, it is that of the listener as this machine's readers type it.
func (s Settings) origin() address.Origin {
	if s.Origin != "" {
		return address.Origin(strings.TrimRight(s.Origin, "/"))
	}
	scheme := "http"
	if s.Cert != "" {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(s.Listen)
	if err != nil {
		return address.Origin(scheme + "://" + s.Listen)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost" // it listens on every address, of which this is one
	}
	return address.Origin(scheme + "://" + net.JoinHostPort(host, port))
}

// secure tells whether readers reach the house by https.
func (s Settings) secure() bool { return strings.HasPrefix(string(s.origin()), "https://") }

// proxies are the networks of the servers in front.
func (s Settings) proxies() ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, text := range s.Proxies {
		network, err := netip.ParsePrefix(text)
		if err != nil {
			one, err := netip.ParseAddr(text)
			if err != nil {
				return nil, fault.New(fault.Invalid, msg.CliBadProxy(text))
			}
			network = netip.PrefixFrom(one, one.BitLen())
		}
		all = append(all, network.Masked())
	}
	return all, nil
}

// Records says where the records are, without the password of the database.
func (s Settings) Records() string {
	if u, err := url.Parse(s.Database); err == nil && s.Database != "" {
		return u.Redacted()
	}
	return s.dsn()
}

// notOpened says why the records could not be opened.
func (s Settings) notOpened(err error) error {
	if fault.Of(err).Message.Key == msg.FaultReadOnly().Key {
		return fault.Wrap(err, fault.Unavailable, msg.CliReadOnly(s.Records()))
	}
	return fault.Wrap(err, fault.Unavailable, msg.CliNoDatabase(s.Records()))
}
