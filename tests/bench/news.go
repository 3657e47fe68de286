package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"dateline"
	"dateline/address"
	"dateline/edition"
	"dateline/story"
)

// news is the newsroom that is measured.
type news struct {
	program string // the house's
	folder  string // all that is made
	data    string // its records
}

const (
	english   = edition.Slug("en")
	frontPage = "/en/"
)

// found builds the program and founds a newsroom with an edition in every tongue.
func found(ctx context.Context, folder string, p plan) (*news, error) {
	p.progress("building the house")
	n := &news{program: filepath.Join(folder, "dateline"), folder: folder, data: filepath.Join(folder, "data")}
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "dateline").Output()
	if err != nil {
		return nil, fmt.Errorf("looking for the house: %w", err)
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", n.program, "./cmd/dateline")
	build.Dir = strings.TrimSpace(string(root)) // its own module knows what it stands on
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the house: %w\n%s", err, out)
	}
	return n, n.inside(ctx, n.data, func(h *dateline.House) error {
		by, _, err := h.Newsroom.First(ctx, "Editor")
		if err != nil {
			return err
		}
		for _, t := range tongues() {
			e := edition.Edition{Slug: t.edition, Lang: t.lang, Name: t.name, Zone: "UTC", Public: true}
			for _, s := range t.sections {
				slug, name, _ := strings.Cut(s, " ")
				e.Sections = append(e.Sections, edition.Section{Slug: edition.Slug(slug), Name: name})
			}
			if err := h.Newsroom.PutEdition(ctx, by, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// inside does something with the records in a folder.
func (n *news) inside(ctx context.Context, folder string, do func(*dateline.House) error) error {
	h, err := dateline.Open(ctx, dateline.Settings{Data: folder, Origin: "http://localhost"}, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	return errors.Join(do(h), h.Close())
}

// file takes in made-up stories as a newsroom would, and says how long it took.
func (n *news) file(ctx context.Context, kind string, stories int, only edition.Slug, flags ...string) (time.Duration, error) {
	name := filepath.Join(n.folder, kind+".jsonl")
	f, err := os.Create(name)
	if err != nil {
		return 0, err
	}
	if err := errors.Join(tell(f, kind, stories, only), f.Close()); err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, n.program, append([]string{"--data", n.data, "import", "jsonl", name}, flags...)...)
	began := time.Now()
	out, err := cmd.Output()
	took := time.Since(began)
	if err != nil {
		return 0, fmt.Errorf("import of %d stories: %w", stories, err)
	}
	if !strings.HasPrefix(string(out), fmt.Sprintf("%d stories filed", stories)) {
		return 0, fmt.Errorf("import of %d stories: %s", stories, out)
	}
	return took, nil
}

// paths are where the stories of a kind are, or will be once they are public.
func (n *news) paths(ctx context.Context, kind string, stories int) (ids []story.ID, paths []string, err error) {
	err = n.inside(ctx, n.data, func(h *dateline.House) error {
		for i := range stories {
			id, err := h.Store.BySource(ctx, source(kind, i))
			if err != nil {
				return err
			}
			s, err := h.Store.Story(ctx, id)
			if err != nil {
				return err
			}
			r, err := h.Store.Revision(ctx, id, s.Head)
			if err != nil {
				return err
			}
			head := r.Document.Head
			ids, paths = append(ids, id), append(paths, address.Story(s.Edition, edition.Slug(head.Section), id, head.Headline))
		}
		return nil
	})
	return ids, paths, err
}

// desk is an editor at work in the house that is served.
type desk struct {
	http.Client
	origin string
}

// signIn signs the editor in by the link that the house makes for them.
func (n *news) signIn(ctx context.Context, s *server) (*desk, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	d := &desk{origin: "http://" + s.addr}
	d.Jar = jar
	d.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	var link string
	err = n.inside(ctx, n.data, func(h *dateline.House) error {
		by, err := h.Newsroom.Sole(ctx, "")
		if err != nil {
			return err
		}
		link, err = h.Link(ctx, by)
		return err
	})
	if err != nil {
		return nil, err
	}
	_, path, _ := strings.Cut(link, "/desk/")
	return d, d.post(ctx, "/desk/"+path, nil)
}

// post sends a form of the desk, which must be taken.
func (d *desk) post(ctx context.Context, path string, form url.Values) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.origin+path, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w, err := d.Do(r)
	if err != nil {
		return err
	}
	said, err := io.ReadAll(w.Body)
	if err = errors.Join(err, w.Body.Close()); err != nil {
		return err
	}
	if w.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("the desk answers %s with %s: %.300s", path, w.Status, said)
	}
	return nil
}

// promised is what the screen before a form's act says that it will do.
func (d *desk) promised(ctx context.Context, path string, form url.Values) ([]string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.origin+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w, err := d.Do(r)
	if err != nil {
		return nil, err
	}
	said, err := io.ReadAll(w.Body)
	if err = errors.Join(err, w.Body.Close()); err != nil {
		return nil, err
	}
	_, after, found := strings.Cut(string(said), `name="promised" value="`)
	hash, _, _ := strings.Cut(after, `"`)
	if !found {
		return nil, fmt.Errorf("the desk answers %s with %s: %.300s", path, w.Status, said)
	}
	return []string{hash}, nil
}
