package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Project is a group of basins that only its members and admins see, with
// their scenarios, runs and results. It has nothing to do with the projects of
// a basin, which are works.
type Project struct {
	ID        string    `json:"id"`
	NameZH    string    `json:"name_zh"`
	NameEN    string    `json:"name_en"`
	Note      string    `json:"note,omitempty"`
	Created   time.Time `json:"created"`
	CreatedBy string    `json:"created_by"`
	Updated   time.Time `json:"updated"`
}

// Member is a user in a project. What they may do there is the lesser of this
// role and the one that they have in the service.
type Member struct {
	UserID string `json:"user_id"`
	Login  string `json:"login"`
	Name   string `json:"name"`
	Role   Role   `json:"role"`
}

const projectColumns = `id, name_zh, name_en, note, created, created_by, updated`

func scanProject(r scanner) (Project, error) {
	var p Project
	err := r.Scan(&p.ID, &p.NameZH, &p.NameEN, &p.Note, timeColumn{&p.Created}, &p.CreatedBy, timeColumn{&p.Updated})
	return p, err
}

func project(ctx context.Context, q querier, id string) (Project, error) {
	return scanProject(q.QueryRowContext(ctx, `SELECT `+projectColumns+` FROM projects WHERE id = $1`, id))
}

// CreateProject stores a project; ID and the times are set here.
func (db *DB) CreateProject(ctx context.Context, who Actor, p Project) (Project, error) {
	now := stamp(db.now())
	p.ID, p.Created, p.CreatedBy, p.Updated = db.ids.next(now), now, who.UserID, now
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		if p.NameZH == "" {
			return fmt.Errorf("%w: a project needs a name", ErrInvalid)
		}
		if _, err := changed(ctx, tx, `INSERT INTO projects (`+projectColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			p.ID, p.NameZH, p.NameEN, p.Note, p.Created, p.CreatedBy, p.Updated); err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionCreate, "project", p.ID, nil, p)
	})
	if err != nil {
		return Project{}, of("project", p.NameZH, err)
	}
	return p, nil
}

// UpdateProject replaces the names and the note of the project with p.ID.
func (db *DB) UpdateProject(ctx context.Context, who Actor, p Project) (Project, error) {
	var out Project
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		was, err := project(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		out = was
		out.NameZH, out.NameEN, out.Note, out.Updated = p.NameZH, p.NameEN, p.Note, stamp(db.now())
		if out.NameZH == "" {
			return fmt.Errorf("%w: a project needs a name", ErrInvalid)
		}
		if _, err := changed(ctx, tx, `UPDATE projects SET name_zh = $1, name_en = $2, note = $3, updated = $4 WHERE id = $5`,
			out.NameZH, out.NameEN, out.Note, out.Updated, out.ID); err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionUpdate, "project", p.ID, was, out)
	})
	return out, of("project", p.ID, err)
}

// DeleteProject deletes a project with its memberships; the error wraps
// ErrConflict while basins belong to it.
func (db *DB) DeleteProject(ctx context.Context, who Actor, id string) error {
	return of("project", id, db.inTx(ctx, func(tx *sql.Tx) error {
		// A basin could otherwise be put into it at the same time.
		if err := db.lock(ctx, tx, lockProjects); err != nil {
			return err
		}
		was, err := project(ctx, tx, id)
		if err != nil {
			return err
		}
		var basins int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM basins WHERE project_id = $1`, id).Scan(&basins); err != nil {
			return err
		}
		if basins > 0 {
			return fmt.Errorf("%w: %d basins belong to it", ErrConflict, basins)
		}
		if _, err := changed(ctx, tx, `DELETE FROM projects WHERE id = $1`, id); err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionDelete, "project", id, was, nil)
	}))
}

// Project returns a project that s sees.
func (db *DB) Project(ctx context.Context, s Sight, id string) (Project, error) {
	w := projectsSeen(s)
	w.add("id = ?", id)
	p, err := scanProject(db.read.QueryRowContext(ctx, `SELECT `+projectColumns+` FROM projects`+w.sql(), w.args...))
	return p, of("project", id, err)
}

// Projects lists the projects that s sees in the order of their creation.
func (db *DB) Projects(ctx context.Context, s Sight, p Page) (List[Project], error) {
	l := listing[Project]{table: "projects", columns: projectColumns, scan: scanProject, id: func(p Project) string { return p.ID }}
	return l.read(ctx, db.read, projectsSeen(s), p)
}

func projectsSeen(s Sight) where {
	var w where
	if !s.all {
		w.add(`id IN (SELECT project_id FROM project_members WHERE user_id = ?)`, s.user)
	}
	return w
}

// ProjectRole returns the role of s in a project, RoleAdmin for whom sees all.
// The error wraps ErrNotFound when there is no such project or s does not see it.
func (db *DB) ProjectRole(ctx context.Context, s Sight, id string) (Role, error) {
	if _, err := db.Project(ctx, s, id); err != nil || s.all {
		return RoleAdmin, err
	}
	role, err := memberRole(ctx, db.read, id, s.user)
	return role, of("project", id, err)
}

func memberRole(ctx context.Context, q querier, id, userID string) (Role, error) {
	var role Role
	err := q.QueryRowContext(ctx, `SELECT role FROM project_members WHERE project_id = $1 AND user_id = $2`, id, userID).Scan(&role)
	return role, known(err)
}

// Members lists the members of a project by login.
func (db *DB) Members(ctx context.Context, id string) ([]Member, error) {
	got, err := rows(ctx, db.read, func(r scanner) (m Member, err error) {
		err = r.Scan(&m.UserID, &m.Login, &m.Name, &m.Role)
		return m, err
	}, `SELECT u.id, u.login, u.name, m.role FROM project_members m JOIN users u ON u.id = m.user_id WHERE m.project_id = $1 ORDER BY u.login_key`, id)
	return got, of("members of project", id, err)
}

// SetMember makes a user a member of a project with the role viewer, engineer or
// approver; an empty role ends the membership. The error wraps ErrNotFound when
// there is no such project or user.
func (db *DB) SetMember(ctx context.Context, who Actor, id, userID string, role Role) error {
	return of("project", id, db.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := project(ctx, tx, id); err != nil {
			return err
		}
		u, err := user(ctx, tx, userID)
		if err != nil {
			return of("user", userID, err)
		}
		was, err := memberRole(ctx, tx, id, userID)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if was == role {
			return nil
		}
		switch role {
		case RoleViewer, RoleEngineer, RoleApprover:
			_, err = changed(ctx, tx, `INSERT INTO project_members (project_id, user_id, role) VALUES ($1, $2, $3)
				ON CONFLICT (project_id, user_id) DO UPDATE SET role = excluded.role`, id, userID, string(role))
		case "":
			_, err = changed(ctx, tx, `DELETE FROM project_members WHERE project_id = $1 AND user_id = $2`, id, userID)
		default:
			err = fmt.Errorf("%w: a member is viewer, engineer or approver, not %q", ErrInvalid, role)
		}
		if err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionUpdate, "project", id, auditedMember(u, was), auditedMember(u, role))
	}))
}

// auditedMember is a membership in the audit trail; nil for none.
func auditedMember(u User, role Role) any {
	if role == "" {
		return nil
	}
	return Member{UserID: u.ID, Login: u.Login, Name: u.Name, Role: role}
}

// SetBasinProject moves a basin into a project; an empty id makes it one of no
// project, which everybody sees.
func (db *DB) SetBasinProject(ctx context.Context, who Actor, basinID, projectID string) (Basin, error) {
	var out Basin
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		was, err := basin(ctx, tx, basinID)
		if out = was; err != nil || was.ProjectID == projectID {
			return err
		}
		if err := db.putIntoProject(ctx, tx, basinID, projectID); err != nil {
			return err
		}
		if out, err = basin(ctx, tx, basinID); err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionUpdate, "basin", basinID, was, out)
	})
	return out, of("basin", basinID, err)
}

// putIntoProject makes a stored basin one of a project, if it exists.
func (db *DB) putIntoProject(ctx context.Context, tx *sql.Tx, basinID, projectID string) error {
	if err := db.lock(ctx, tx, lockProjects); err != nil {
		return err
	}
	if projectID != "" {
		if _, err := project(ctx, tx, projectID); err != nil {
			return of("project", projectID, err)
		}
	}
	_, err := changed(ctx, tx, `UPDATE basins SET project_id = $1, updated = $2 WHERE id = $3`, textOrNull(projectID), stamp(db.now()), basinID)
	return err
}
