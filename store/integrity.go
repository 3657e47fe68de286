package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dateline/fault"
	"dateline/lang/msg"
)

// mostDamage is how many findings of the database's own check are named.
const mostDamage = 20

// CheckIntegrity asks the database to check itself: pages, indexes and references of the file; of PostgreSQL the validity of
// constraints and indexes, for its pages have checksums of their own. What it finds is an Internal fault that names it; nil says that it found nothing.
func (s *Store) CheckIntegrity(ctx context.Context) error {
	var found []string
	for _, check := range s.dialect.checks {
		err := s.each(ctx, false, check, nil, func(scan func(...any) error) error {
			var finding string
			err := scan(&finding)
			if finding != "ok" && len(found) < mostDamage {
				found = append(found, finding)
			}
			return err
		})
		if err != nil && ctx.Err() == nil {
			found = append(found, err.Error()) // a check that breaks off has met damage
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(found) > 0 {
		return fault.Wrap(fmt.Errorf("the database finds itself damaged: %w", errors.New(strings.Join(found, "; "))), fault.Internal, msg.FaultInternal())
	}
	return nil
}
