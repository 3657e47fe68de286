package store

import (
	"context"
	"fmt"

	"dateline/fault"
	"dateline/lang/msg"
)

// holdKey is the number of the advisory lock: the letters of the house's name.
const holdKey = 0x64_61_74_65_6c_69_6e_65

// Hold keeps apart who wants a PostgreSQL database alone from those who share it,
// and the other way round, until free is called or the connection is lost. A
// SQLite file is held by the lock of its folder, and not by this.
func (s *Store) Hold(ctx context.Context, alone bool) (free func(), err error) {
	if s.dialect != &postgres {
		return func() {}, nil
	}
	conn, err := s.read.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("holding the database: %w", err)
	}
	ask := "SELECT pg_try_advisory_lock_shared($1)"
	if alone {
		ask = "SELECT pg_try_advisory_lock($1)"
	}
	var held bool
	if err := conn.QueryRowContext(ctx, ask, int64(holdKey)).Scan(&held); err != nil {
		conn.Close()
		return nil, fmt.Errorf("holding the database: %w", err)
	}
	if !held {
		conn.Close()
		return nil, fault.New(fault.Conflict, msg.FaultDatabaseHeld())
	}
	return func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock_all()") // a lost connection holds nothing
		conn.Close()
	}, nil
}
