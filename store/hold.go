package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"dateline/fault"
	"dateline/lang/msg"
)

// holdKey is the number of the advisory lock: the letters of the house's name.
const holdKey = 0x64_61_74_65_6c_69_6e_65

// Hold keeps who wants a PostgreSQL database alone from those who share it,
// and the other way round, until free is called. Who shares it holds it by every
// connection that writes, so that one who lost them all holds it again before it
// writes; who has it alone holds it as long as one connection lasts. A SQLite file
// is held by the lock of its folder, and not by this.
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
	s.shared.Store(!alone)
	return func() {
		s.shared.Store(false)
		s.write.db.SetMaxIdleConns(0) // those that hold it end
		s.write.db.SetMaxIdleConns(writers)
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock_all()") // a lost connection holds nothing
		conn.Close()
	}, nil
}

// holdShared has a new connection that writes hold the database with others.
func (s *Store) holdShared(ctx context.Context, c *pgx.Conn) error {
	if !s.shared.Load() {
		return nil
	}
	var held bool
	if err := c.QueryRow(ctx, "SELECT pg_try_advisory_lock_shared($1)", int64(holdKey)).Scan(&held); err != nil {
		return fmt.Errorf("holding the database again: %w", err)
	}
	if !held {
		return fault.New(fault.Conflict, msg.FaultDatabaseHeld())
	}
	return nil
}
