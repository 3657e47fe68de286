// Package darkroom takes uploads in and makes renditions of them: pictures in
// the widths and formats that screens want. Sound and film are looked at and
// kept as they were sent. Uploads are strangers' bytes: what they are is read
// from themselves, and nothing is decoded before it has been measured.
package darkroom

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/blob"
	"dateline/event"
	"dateline/fault"
	"dateline/id"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
	"dateline/story"
)

// The jobs of the darkroom. Refining waits until a picture has what every
// browser reads, and holds up no other picture's developing.
const (
	Develop = "develop"
	Refine  = "refine"
)

// Darkroom takes in and develops.
type Darkroom struct {
	Store  *store.Store
	Bucket blob.Bucket
	Tmp    string // the folder of files at work; what a crash leaves there is swept
	Tool   Tool
	Now    func() time.Time
}

// Take keeps an upload: the bytes, what they are, and the job of developing
// them, acknowledged only when all of it is safe. The same bytes again are the
// same asset. about says what the uploader knows: Alt, Credit, Licence, Source.
func (d *Darkroom) Take(ctx context.Context, by *staff.Person, file io.Reader, filename string, about media.Asset) (*media.Asset, error) {
	if !by.MayWrite() {
		return nil, fault.New(fault.Forbidden, msg.FaultForbidden())
	}
	for _, text := range []string{about.Alt, about.Credit, about.Licence, about.Source} {
		if utf8.RuneCountInString(text) > story.MaxNote {
			return nil, fault.New(fault.Invalid, msg.FaultTextTooLong(story.MaxNote))
		}
	}
	in := bufio.NewReaderSize(file, 4096)
	head, err := in.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	what, err := Sniff(head)
	if err != nil {
		return nil, err
	}
	taken, err := d.Bucket.Take(ctx, in, what.Kind.MaxBytes())
	if err != nil {
		return nil, err
	}
	defer taken.Drop()
	if have, err := d.Store.AssetByHash(ctx, taken.Hash); err == nil || !fault.Is(err, fault.NotFound) {
		return have, err
	}
	a := &media.Asset{ID: media.ID(id.New()), Hash: taken.Hash, Kind: what.Kind, Type: what.Type, Ext: what.Ext, Size: taken.Size,
		Filename: cleanName(filename), Alt: about.Alt, Credit: about.Credit, Licence: about.Licence, Source: about.Source,
		By: by.ID, Created: d.now()}
	if err := d.look(ctx, a, taken.Path); err != nil {
		return nil, err
	}
	if err := taken.Keep(ctx); err != nil {
		return nil, err
	}
	return d.record(ctx, a)
}

func (d *Darkroom) now() time.Time { return d.Now().UTC().Truncate(time.Microsecond) }

// look measures a file and makes sure that it is what its first bytes say.
func (d *Darkroom) look(ctx context.Context, a *media.Asset, path string) error {
	if a.Kind == media.Picture {
		seen, err := lookAt(path)
		if err != nil {
			return err
		}
		a.Width, a.Height, a.Colour = seen.Width, seen.Height, seen.Colour
		return nil
	}
	if err := endsAsItBegins(path, a.Size); err != nil {
		return err
	}
	facts, err := d.Tool.Probe(ctx, path, a.Ext)
	if err != nil {
		return err
	}
	if a.Kind == media.Audio && facts.Width > 0 {
		return fault.New(fault.Unsupported, msg.FaultUploadWrongType())
	}
	a.Duration, a.Width, a.Height = facts.Duration, facts.Width, facts.Height
	if a.Kind == media.Video && facts.Known && facts.Width == 0 {
		a.Kind, a.Type, a.Ext = media.Audio, "audio/mp4", "m4a" // an MP4 without a picture is sound
	}
	return nil
}

// record keeps what is known of an upload, or finds the asset that somebody
// made of the same bytes in the meantime.
func (d *Darkroom) record(ctx context.Context, a *media.Asset) (*media.Asset, error) {
	kept := a
	err := d.Store.InTx(ctx, func(tx *store.Tx) error {
		have, err := tx.AssetByHash(ctx, a.Hash)
		if err == nil || !fault.Is(err, fault.NotFound) {
			kept = have
			return err
		}
		kept = a
		if err := tx.PutAsset(ctx, a); err != nil {
			return err
		}
		if a.Kind == media.Picture {
			job := store.Job{ID: id.New(), Kind: Develop, Subject: string(a.ID), Due: a.Created}
			if err := tx.PutJob(ctx, job); err != nil {
				return err
			}
		}
		_, err = tx.Record(ctx, event.Event{Kind: event.Developed, Subject: string(a.ID), At: a.Created})
		return err
	})
	if err != nil {
		return nil, err
	}
	return kept, nil
}

// Develop makes the renditions of a picture that every browser reads, so that
// pages have them soon, and puts in line the job that makes the others.
func (d *Darkroom) Develop(ctx context.Context, asset string) error {
	formats := d.Tool.Formats()
	if err := d.develop(ctx, asset, formats[:1]); err != nil || len(formats) == 1 {
		return err
	}
	return d.Store.InTx(ctx, func(tx *store.Tx) error {
		return tx.PutJob(ctx, store.Job{ID: id.New(), Kind: Refine, Subject: asset, Due: d.now()})
	})
}

// Refine makes the renditions that are smallest and take longest.
func (d *Darkroom) Refine(ctx context.Context, asset string) error {
	return d.develop(ctx, asset, d.Tool.Formats()[1:])
}

func (d *Darkroom) develop(ctx context.Context, asset string, groups [][]string) error {
	a, err := d.Store.Asset(ctx, media.ID(asset))
	if err != nil {
		return err
	}
	if a.Kind != media.Picture {
		return nil
	}
	folder, err := os.MkdirTemp(d.Tmp, "develop-*")
	if err != nil {
		return fmt.Errorf("developing %s: %w", a.ID, err)
	}
	defer os.RemoveAll(folder) //nolint:errcheck // swept at the next start
	print, err := d.negative(ctx, a, folder)
	if err != nil {
		return fmt.Errorf("developing %s: %w", a.ID, err)
	}
	for _, formats := range groups {
		if err := d.make(ctx, a, print, folder, formats); err != nil {
			return fmt.Errorf("developing %s as %s: %w", a.ID, strings.Join(formats, ", "), err)
		}
	}
	return nil
}

// negative copies the upload to where the tool may read it.
func (d *Darkroom) negative(ctx context.Context, a *media.Asset, folder string) (Negative, error) {
	from, _, err := d.Bucket.Open(ctx, a.Hash)
	if err != nil {
		return Negative{}, err
	}
	defer from.Close()
	n := Negative{Path: filepath.Join(folder, "negative."+a.Ext), Width: a.Width, Height: a.Height}
	to, err := os.Create(n.Path)
	if err != nil {
		return n, err
	}
	_, err = io.Copy(to, from)
	if err := errors.Join(err, to.Close()); err != nil {
		return n, err
	}
	return n, n.turn()
}

// make makes, keeps and records the renditions of some formats.
func (d *Darkroom) make(ctx context.Context, a *media.Asset, n Negative, folder string, formats []string) error {
	sheets := sheetsOf(n, formats, folder)
	if err := d.Tool.Render(ctx, n, sheets); err != nil {
		return err
	}
	var made []media.Rendition
	for _, s := range sheets {
		r, err := d.keep(ctx, s, a)
		if err != nil {
			return err
		}
		made = append(made, r)
	}
	return d.Store.InTx(ctx, func(tx *store.Tx) error {
		for _, r := range made {
			if err := tx.PutRendition(ctx, a.ID, r); err != nil {
				return err
			}
		}
		_, err := tx.Record(ctx, event.Event{Kind: event.Developed, Subject: string(a.ID), At: d.now()})
		return err
	})
}

func (d *Darkroom) keep(ctx context.Context, s Sheet, a *media.Asset) (media.Rendition, error) {
	file, err := os.Open(s.Path)
	if err != nil {
		return media.Rendition{}, err
	}
	defer file.Close()
	taken, err := d.Bucket.Take(ctx, file, a.Kind.MaxBytes())
	if err != nil {
		return media.Rendition{}, err
	}
	defer taken.Drop()
	return media.Rendition{Width: s.Width, Height: evenHeight(s.Width, Negative{Width: a.Width, Height: a.Height}), Ext: s.Ext, Hash: taken.Hash, Size: taken.Size}, taken.Keep(ctx)
}

// cleanName is a file's name as people may see it: its last part, without
// controls, 120 characters at most.
func cleanName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, name)
	if r := []rune(name); len(r) > 120 {
		name = string(r[:120])
	}
	return strings.TrimSpace(name)
}
