package staff_test

import (
	"strings"
	"testing"
	"time"

	"dateline/staff"
)

func TestRolesMayWhatTheyMay(t *testing.T) {
	gone := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		person                     staff.Person
		write, publish, administer bool
	}{
		{staff.Person{Role: staff.Administrator}, true, true, true},
		{staff.Person{Role: staff.Editor}, true, true, false},
		{staff.Person{Role: staff.Reporter}, true, false, false},
		{staff.Person{Role: "visitor"}, false, false, false},
		{staff.Person{}, false, false, false},
		{staff.Person{Role: staff.Administrator, Disabled: gone}, false, false, false},
	} {
		p := &c.person
		if p.MayWrite() != c.write || p.MayPublish() != c.publish || p.MayAdminister() != c.administer {
			t.Errorf("%q, disabled %v: writes %t, publishes %t, administers %t", p.Role, p.Disabled, p.MayWrite(), p.MayPublish(), p.MayAdminister())
		}
	}
	var nobody *staff.Person
	if nobody.MayWrite() || nobody.MayPublish() || nobody.MayAdminister() {
		t.Error("nobody may do something")
	}
}

func TestNamesAreNames(t *testing.T) {
	for name, good := range map[string]bool{"Asha": true, "آشا": true, "": false, " Asha": false, "A\nB": false, strings.Repeat("a", 81): false} {
		p := staff.Person{Name: name, Role: staff.Reporter}
		if err := p.Check(); (err == nil) != good {
			t.Errorf("name %q: %v", name, err)
		}
	}
}
