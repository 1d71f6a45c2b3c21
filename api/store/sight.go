package store

import (
	"context"
	"database/sql"
)

// Sight is what somebody may see: basins of no project, those of the projects
// they are a member of, and all that belongs to these basins. The zero value
// sees basins of no project only.
type Sight struct {
	all  bool
	user string
}

// SeeAll sees everything, as admins and the service itself do.
func SeeAll() Sight { return Sight{all: true} }

// SeenBy is what a user sees.
func SeenBy(userID string) Sight { return Sight{user: userID} }

// seen adds the condition that the basin whose id is in a column is seen. The
// column needs the name of its table.
func (w *where) seen(s Sight, column string) {
	if !s.all {
		w.add(`EXISTS (SELECT 1 FROM basins seen WHERE seen.id = `+column+` AND (seen.project_id IS NULL
			OR seen.project_id IN (SELECT project_id FROM project_members WHERE user_id = ?)))`, s.user)
	}
}

// Object is a kind of thing that belongs to a basin.
type Object string

// The kinds of things that belong to a basin, and the basin itself.
const (
	ObjectBasin     Object = "basin"
	ObjectScenario  Object = "scenario"
	ObjectRun       Object = "run"
	ObjectSchedule  Object = "schedule"
	ObjectAlert     Object = "alert"
	ObjectAgreement Object = "agreement"
	ObjectStatement Object = "statement"
)

// Access returns the most that s may do with a thing: RoleAdmin where no
// project limits it, else the role in the project of its basin. The error wraps
// ErrNotFound when there is no such thing or s does not see it; which of the
// two is not told.
func (db *DB) Access(ctx context.Context, s Sight, what Object, id string) (Role, error) {
	basin := `$1`
	switch what {
	case ObjectScenario:
		basin = `(SELECT basin_id FROM scenarios WHERE id = $1)`
	case ObjectRun:
		basin = `(SELECT basin_id FROM runs WHERE id = $1)`
	case ObjectSchedule:
		basin = `(SELECT basin_id FROM schedules WHERE id = $1)`
	case ObjectAlert:
		basin = `(SELECT s.basin_id FROM alerts a JOIN schedules s ON s.id = a.schedule_id WHERE a.id = $1)`
	case ObjectAgreement:
		basin = `(SELECT basin_id FROM agreements WHERE id = $1)`
	case ObjectStatement:
		basin = `(SELECT basin_id FROM statements WHERE id = $1)`
	case ObjectBasin:
	}
	var project, role sql.NullString
	err := db.read.QueryRowContext(ctx, `SELECT b.project_id, m.role FROM basins b
		LEFT JOIN project_members m ON m.project_id = b.project_id AND m.user_id = $2 WHERE b.id = `+basin, id, s.user).Scan(&project, &role)
	switch {
	case err != nil:
		return "", of(string(what), id, err)
	case s.all, !project.Valid:
		return RoleAdmin, nil
	case role.Valid:
		return Role(role.String), nil
	default:
		return "", of(string(what), id, ErrNotFound)
	}
}
