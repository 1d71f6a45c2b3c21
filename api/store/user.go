package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// Role is what a user may do.
type Role string

// The roles; each may do what those before it may.
const (
	RoleViewer   Role = "viewer"
	RoleEngineer Role = "engineer"
	RoleApprover Role = "approver"
	RoleAdmin    Role = "admin"
)

// User is somebody who may log in.
type User struct {
	ID        string    `json:"id"`
	Login     string    `json:"login"` // unique, without regard to case
	Name      string    `json:"name"`  // as shown
	Role      Role      `json:"role"`
	Disabled  bool      `json:"disabled"`
	Password  string    `json:"-"` // argon2id hash in PHC form; empty = cannot log in by password
	Created   time.Time `json:"created"`
	Updated   time.Time `json:"updated"`
	LastLogin time.Time `json:"last_login,omitzero"`
}

const userColumns = `id, login, name, role, disabled, password, created, updated, last_login`

func (u *User) columns() []any {
	return []any{&u.ID, &u.Login, &u.Name, &u.Role, &u.Disabled, &u.Password, timeColumn{&u.Created}, timeColumn{&u.Updated}, timeColumn{&u.LastLogin}}
}

func scanUser(r scanner) (User, error) {
	var u User
	err := r.Scan(u.columns()...)
	return u, err
}

func user(ctx context.Context, q querier, id string) (User, error) {
	return scanUser(q.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users WHERE id = $1`, id))
}

// CreateUser stores a user; ID and the times are set here. The error wraps
// ErrConflict when the login is taken.
func (db *DB) CreateUser(ctx context.Context, who Actor, u User) (User, error) {
	return db.createUser(ctx, who, u, func(context.Context, *sql.Tx) error { return nil })
}

// CreateFirstUser stores a user provided that there is none yet; the error
// wraps ErrConflict otherwise.
func (db *DB) CreateFirstUser(ctx context.Context, who Actor, u User) (User, error) {
	return db.createUser(ctx, who, u, noUsers)
}

// noUsers is the condition that there are no users.
func noUsers(ctx context.Context, tx *sql.Tx) error {
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM users`).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return fmt.Errorf("%w: there are users already", ErrConflict)
	}
	return nil
}

// createUser stores a user if a condition holds. With it all set-up links end.
func (db *DB) createUser(ctx context.Context, who Actor, u User, condition func(context.Context, *sql.Tx) error) (User, error) {
	now := stamp(db.now())
	u.ID, u.Created, u.Updated, u.LastLogin = db.ids.next(now), now, now, time.Time{}
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		if err := checkUser(u); err != nil {
			return err
		}
		if err := db.lock(ctx, tx, lockUsers); err != nil {
			return err
		}
		if err := condition(ctx, tx); err != nil {
			return err
		}
		if _, err := changed(ctx, tx, `DELETE FROM setup_tokens`); err != nil {
			return err
		}
		n, err := changed(ctx, tx, `INSERT INTO users (id, login, login_key, name, role, disabled, password, created, updated)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
			u.ID, u.Login, strings.ToLower(u.Login), u.Name, string(u.Role), u.Disabled, u.Password, u.Created, u.Updated)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("%w: the login is taken", ErrConflict)
		}
		return db.record(ctx, tx, who, ActionCreate, "user", u.ID, nil, u)
	})
	if err != nil {
		return User{}, of("user", u.Login, err)
	}
	return u, nil
}

func checkUser(u User) error {
	if u.Login == "" || strings.TrimSpace(u.Login) != u.Login {
		return fmt.Errorf("%w: a login is needed, without blanks around it", ErrInvalid)
	}
	switch u.Role {
	case RoleViewer, RoleEngineer, RoleApprover, RoleAdmin:
		return nil
	default:
		return fmt.Errorf("%w: there is no role %q", ErrInvalid, u.Role)
	}
}

// UpdateUser replaces the name, role and disabled flag of the user with u.ID.
// Disabling ends the user's sessions. The error wraps ErrConflict when no admin
// who may log in would be left.
func (db *DB) UpdateUser(ctx context.Context, who Actor, u User) (User, error) {
	var out User
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		// Two admins could otherwise take each other's role at the same time.
		if err := db.lock(ctx, tx, lockUsers); err != nil {
			return err
		}
		was, err := user(ctx, tx, u.ID)
		if err != nil {
			return err
		}
		out = was
		out.Name, out.Role, out.Disabled, out.Updated = u.Name, u.Role, u.Disabled, stamp(db.now())
		if err := checkUser(out); err != nil {
			return err
		}
		if _, err := changed(ctx, tx, `UPDATE users SET name = $1, role = $2, disabled = $3, updated = $4 WHERE id = $5`,
			out.Name, string(out.Role), out.Disabled, out.Updated, out.ID); err != nil {
			return err
		}
		if was.Role == RoleAdmin && !was.Disabled && (out.Role != RoleAdmin || out.Disabled) {
			var admins int
			if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM users WHERE role = $1 AND NOT disabled`, string(RoleAdmin)).Scan(&admins); err != nil {
				return err
			}
			if admins == 0 {
				return fmt.Errorf("%w: no admin would be left", ErrConflict)
			}
		}
		if out.Disabled {
			if _, err := changed(ctx, tx, `DELETE FROM sessions WHERE user_id = $1`, out.ID); err != nil {
				return err
			}
		}
		return db.record(ctx, tx, who, ActionUpdate, "user", out.ID, was, out)
	})
	if err != nil {
		return User{}, of("user", u.ID, err)
	}
	return out, nil
}

// SetPassword stores the hash of a new password and ends the user's sessions,
// except the one whose token hash is given.
func (db *DB) SetPassword(ctx context.Context, who Actor, id, hash, exceptSession string) error {
	return of("user", id, db.inTx(ctx, func(tx *sql.Tx) error {
		n, err := changed(ctx, tx, `UPDATE users SET password = $1, updated = $2 WHERE id = $3`, hash, stamp(db.now()), id)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		if _, err := changed(ctx, tx, `DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2`, id, exceptSession); err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionUpdate, "user", id, nil, map[string]string{"password": "changed"})
	}))
}

// User returns a user.
func (db *DB) User(ctx context.Context, id string) (User, error) {
	u, err := user(ctx, db.read, id)
	return u, of("user", id, err)
}

// UserByLogin returns the user with a login.
func (db *DB) UserByLogin(ctx context.Context, login string) (User, error) {
	u, err := scanUser(db.read.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users WHERE login_key = $1`, strings.ToLower(login)))
	return u, of("user", login, err)
}

// Users lists users by the time of their creation.
func (db *DB) Users(ctx context.Context, p Page) (List[User], error) {
	l := listing[User]{table: "users", columns: userColumns, scan: scanUser, id: func(u User) string { return u.ID }}
	return l.read(ctx, db.read, where{}, p)
}

// CountUsers counts users; 0 = the service has not been set up.
func (db *DB) CountUsers(ctx context.Context) (int, error) {
	var n int
	err := db.read.QueryRowContext(ctx, `SELECT count(*) FROM users`).Scan(&n)
	return n, err
}
