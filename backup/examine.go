package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"time"

	"dateline/blob"
	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/media"
	"dateline/staff"
	"dateline/store"
)

// mostNamed is how many dead jobs are named: more are of one cause.
const mostNamed = 100

// Examine looks for what should not be: records that do not agree with each
// other, jobs that have failed for good, files that records name and that are lost or changed, a house without
// an administrator. Each is told; any is a fault.
func Examine(ctx context.Context, st *store.Store, b blob.Bucket, tell func(problem lang.Message)) error {
	problems := 0
	found := func(m lang.Message) {
		problems++
		tell(m)
	}
	if err := st.Newer(ctx); fault.Is(err, fault.Unsupported) {
		found(fault.Of(err).Message)
	} else if err != nil {
		return err
	}
	for _, examine := range []func(context.Context) error{st.CheckIntegrity, st.Examine} {
		if err := examine(ctx); err != nil {
			if ctx.Err() != nil {
				return err
			}
			found(msg.CliDoctorRecords(cause(err).Error()))
		}
	}
	dead, err := st.DeadJobs(ctx, mostNamed)
	if err != nil {
		return err
	}
	for _, j := range dead {
		found(msg.CliDoctorJob(j.Kind, j.Subject, j.Attempts, j.Failure))
	}
	people, err := st.People(ctx)
	if err != nil {
		return err
	}
	if len(people) > 0 && !slices.ContainsFunc(people, func(p staff.Person) bool { return p.MayAdminister() }) {
		found(msg.CliDoctorNoAdministrator())
	}
	if err := examineWords(ctx, st, people, found); err != nil {
		return err
	}
	if err := examineFiles(ctx, st, b, found); err != nil {
		return err
	}
	if problems > 0 {
		return fault.New(fault.Internal, msg.FaultProblems(problems))
	}
	return nil
}

// examineWords compares what readers see about assets with the last recorded change of it.
func examineWords(ctx context.Context, st *store.Store, people []staff.Person, found func(lang.Message)) error {
	return st.AstrayWords(ctx, func(of media.ID, now media.Words, last media.Change) error {
		by := string(last.By)
		if i := slices.IndexFunc(people, func(p staff.Person) bool { return p.ID == last.By }); i >= 0 {
			by = people[i].Name
		}
		names, recorded := []string{"alt", "credit", "licence", "source"}, last.After.All()
		for i, word := range now.All() {
			if word != recorded[i] {
				found(msg.CliDoctorWords(string(of), names[i], word, by, last.At.Format(time.DateTime), recorded[i]))
			}
		}
		return nil
	})
}

// examineFiles reads every file that a record names.
func examineFiles(ctx context.Context, st *store.Store, b blob.Bucket, found func(lang.Message)) error {
	return st.EachAsset(ctx, func(a media.Asset) error {
		for _, hash := range hashesOf(&a) {
			got, err := hashIn(ctx, b, hash)
			switch {
			case errors.Is(err, blob.ErrNotThere):
				found(msg.CliDoctorFileLost(string(a.ID), string(hash)))
			case err != nil:
				return err
			case got != hash:
				found(msg.CliDoctorFileWrong(string(a.ID), string(hash)))
			}
		}
		return nil
	})
}

// hashIn is what a kept file's bytes say that its name should be.
func hashIn(ctx context.Context, b blob.Bucket, name media.Hash) (media.Hash, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	file, _, err := b.Open(ctx, name)
	if err != nil {
		return "", err
	}
	defer file.Close() //nolint:errcheck // it was only read
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return media.Hash(hex.EncodeToString(sum.Sum(nil))), nil
}

func hashesOf(a *media.Asset) []media.Hash {
	hashes := []media.Hash{a.Hash}
	for _, r := range a.Renditions {
		hashes = append(hashes, r.Hash)
	}
	return hashes
}

// cause is what is behind a fault that says only that something is wrong.
func cause(err error) error {
	if f := (*fault.Fault)(nil); errors.As(err, &f) && errors.Unwrap(f) != nil {
		return errors.Unwrap(f)
	}
	return err
}
