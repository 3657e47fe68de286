package s3_test

import (
	"strings"
	"testing"

	"dateline/blob/s3"
)

func TestTheAddressOfABucketNamesStorageBucketPrefixAndRegion(t *testing.T) {
	for text, want := range map[string]s3.Address{
		"https://s3.example/news":                          {Endpoint: "s3.example", Secure: true, Name: "news"},
		"http://localhost:9000/news/":                      {Endpoint: "localhost:9000", Name: "news"},
		"https://s3.example/news/files/old/?region=eu-1":   {Endpoint: "s3.example", Secure: true, Name: "news", Prefix: "files/old/", Region: "eu-1"},
		"https://[2001:db8::1]:9000/news?region=us-east-1": {Endpoint: "[2001:db8::1]:9000", Secure: true, Name: "news", Region: "us-east-1"},
	} {
		if got, err := s3.Parse(text); err != nil || got != want {
			t.Errorf("%s: got %+v (%v), want %+v", text, got, err, want)
		}
	}
}

func TestAnAddressThatIsNoneIsRefusedAndItsSecretNotRepeated(t *testing.T) {
	for _, text := range []string{"", "news", "s3.example/news", "ftp://s3.example/news", "https://s3.example", "https:///news",
		"https://s3.example/news#x", "https://key:SECRET@s3.example/news", "https://key:SECRET@s3.example/%zz"} {
		if got, err := s3.Parse(text); err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: got %+v (%v), want an error without the secret", text, got, err)
		}
	}
}
