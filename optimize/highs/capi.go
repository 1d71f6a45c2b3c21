package highs

/*
#cgo pkg-config: highs
#include <stdint.h>
#include <stdlib.h>

// The few functions of the HiGHS 1.10 C interface that are used here. Its header
// cannot be included: it defines constants, and the binding includes it too, so
// that the linker would find each of them twice.
typedef int HighsInt;
typedef struct {
	int user_interrupt;
	double* user_solution;
} CallbackIn;
typedef void (*Callback)(int, const char*, const void*, CallbackIn*, void*);

void Highs_destroy(void*);
const char* Highs_version(void);
HighsInt Highs_passLp(void*, HighsInt, HighsInt, HighsInt, HighsInt, HighsInt, double,
	const double*, const double*, const double*, const double*, const double*,
	const HighsInt*, const HighsInt*, const double*);
HighsInt Highs_setCallback(void*, Callback, void*);
HighsInt Highs_startCallback(void*, int);
HighsInt Highs_changeColsCostByRange(void*, HighsInt, HighsInt, const double*);
HighsInt Highs_changeColsBoundsBySet(void*, HighsInt, const HighsInt*, const double*, const double*);
HighsInt Highs_changeRowsBoundsBySet(void*, HighsInt, const HighsInt*, const double*, const double*);
HighsInt Highs_changeCoeff(void*, HighsInt, HighsInt, double);
HighsInt Highs_zeroAllClocks(const void*);
HighsInt Highs_clearSolver(void*);
HighsInt Highs_run(void*);
HighsInt Highs_getModelStatus(const void*);
HighsInt Highs_getBasis(const void*, HighsInt*, HighsInt*);
HighsInt Highs_setBasis(void*, const HighsInt*, const HighsInt*);
double Highs_getObjectiveValue(const void*);
HighsInt Highs_getIntInfoValue(const void*, const char*, HighsInt*);
HighsInt Highs_getSolution(const void*, double*, double*, double*, double*);

// HiGHS never resets user_interrupt by itself, so a run that goes on must say so too.
static void interrupt(int type, const char* message, const void* out, CallbackIn* in, void* flag) {
	in->user_interrupt = __atomic_load_n((int32_t*)flag, __ATOMIC_RELAXED);
}

static HighsInt listen(void* h, int32_t* flag) {
	HighsInt rc = Highs_setCallback(h, interrupt, flag);
	return rc ? rc : Highs_startCallback(h, 1); // kHighsCallbackSimplexInterrupt
}

typedef struct {
	HighsInt rc, status, iterations;
} Outcome;

static Outcome run(void* h) {
	Outcome o = {0};
	o.rc = Highs_run(h);
	o.status = Highs_getModelStatus(h);
	Highs_getIntInfoValue(h, "simplex_iteration_count", &o.iterations);
	return o;
}
*/
import "C"

import (
	"fmt"
	"runtime"
	"unsafe"

	lanl "github.com/lanl/highs"

	"fenhu/optimize"
)

// handle is what lies behind a lanl.RawModel: its only field is the C pointer.
// The next line does not compile if the binding ever changes that.
var _ = [unsafe.Sizeof(lanl.RawModel{}) - unsafe.Sizeof(unsafe.Pointer(nil))]struct{}{} == [0]struct{}{}

// model owns one HiGHS instance in C memory.
type model struct {
	raw        *lanl.RawModel
	h          unsafe.Pointer
	stop       *int32 // in C memory, read by the callback while HiGHS runs
	cols, rows int
}

// newModel makes an empty model. Its memory is C's, which the garbage collector
// does not see and so would not free in time: destroy must be called.
func newModel() *model {
	raw := lanl.NewRawModel()
	runtime.SetFinalizer(raw, nil)
	return &model{
		raw:  raw,
		h:    *(*unsafe.Pointer)(unsafe.Pointer(raw)),
		stop: (*int32)(C.calloc(1, C.sizeof_int32_t)),
	}
}

func (m *model) destroy() {
	if m.h == nil {
		return
	}
	C.Highs_destroy(m.h)
	C.free(unsafe.Pointer(m.stop))
	m.h, m.stop, m.raw = nil, nil, nil
}

// load passes p to HiGHS; p has passed Check.
func (m *model) load(p *optimize.Problem) error {
	m.cols, m.rows = p.NumCols(), p.NumRows()
	rc := C.Highs_passLp(m.h, C.HighsInt(m.cols), C.HighsInt(m.rows), C.HighsInt(len(p.Value)),
		1, 1, 0, // column-wise, minimise, no offset
		doubles(p.Cost), doubles(p.ColMin), doubles(p.ColMax), doubles(p.RowMin), doubles(p.RowMax),
		ints(p.Start), ints(p.Index), doubles(p.Value))
	runtime.KeepAlive(m.raw)
	if rc != statusOK {
		return fault("load", rc)
	}
	if rc := C.listen(m.h, (*C.int32_t)(m.stop)); rc != statusOK {
		return fault("set callback", rc)
	}
	return nil
}

func (m *model) setCosts(cost []float64) error {
	rc := C.Highs_changeColsCostByRange(m.h, 0, C.HighsInt(m.cols-1), doubles(cost))
	runtime.KeepAlive(m.raw)
	return fault("set costs", rc)
}

func (m *model) setColBounds(set []int32, lo, up []float64) error {
	rc := C.Highs_changeColsBoundsBySet(m.h, C.HighsInt(len(set)), ints(set), doubles(lo), doubles(up))
	runtime.KeepAlive(m.raw)
	return fault("set column bounds", rc)
}

func (m *model) setRowBounds(set []int32, lo, up []float64) error {
	rc := C.Highs_changeRowsBoundsBySet(m.h, C.HighsInt(len(set)), ints(set), doubles(lo), doubles(up))
	runtime.KeepAlive(m.raw)
	return fault("set row bounds", rc)
}

func (m *model) setCoeff(row, col int32, value float64) error {
	rc := C.Highs_changeCoeff(m.h, C.HighsInt(row), C.HighsInt(col), C.double(value))
	runtime.KeepAlive(m.raw)
	return fault("set coefficient", rc)
}

// forget drops the basis, so that the next run starts anew.
func (m *model) forget() {
	C.Highs_clearSolver(m.h)
	runtime.KeepAlive(m.raw)
}

// getBasis copies the statuses of the columns and rows of the last basis.
func (m *model) getBasis(cols, rows []int32) error {
	rc := C.Highs_getBasis(m.h, ints(cols), ints(rows))
	runtime.KeepAlive(m.raw)
	return fault("get basis", rc)
}

func (m *model) setBasis(cols, rows []int32) error {
	rc := C.Highs_setBasis(m.h, ints(cols), ints(rows))
	runtime.KeepAlive(m.raw)
	return fault("set basis", rc)
}

// zeroClocks starts the time that time_limit is compared with, which otherwise
// adds up over all runs of a model.
func (m *model) zeroClocks() {
	C.Highs_zeroAllClocks(m.h)
	runtime.KeepAlive(m.raw)
}

// outcome is what one run ended with.
type outcome struct {
	call       int32 // how the call went: statusOK, statusWarning, statusError
	status     int32 // HiGHS's model status
	iterations int
}

func (m *model) run() outcome {
	o := C.run(m.h)
	runtime.KeepAlive(m.raw)
	return outcome{int32(o.rc), int32(o.status), int(o.iterations)}
}

// read copies the solution into s, whose slices have the right lengths.
func (m *model) read(s *optimize.Solution) {
	s.Objective = float64(C.Highs_getObjectiveValue(m.h))
	C.Highs_getSolution(m.h, doubles(s.X), doubles(s.ColDual), doubles(s.RowActivity), doubles(s.RowDual))
	runtime.KeepAlive(m.raw)
}

func version() string { return C.GoString(C.Highs_version()) }

// How a call went.
const (
	statusError   = -1
	statusOK      = 0
	statusWarning = 1
)

func fault(call string, rc C.HighsInt) error {
	switch rc {
	case statusOK:
		return nil
	case statusWarning:
		return fmt.Errorf("highs: %s: refused in part (warning)", call)
	default:
		return fmt.Errorf("highs: %s: refused (status %d)", call, int(rc))
	}
}

func doubles(s []float64) *C.double { return (*C.double)(unsafe.SliceData(s)) }

func ints(s []int32) *C.HighsInt { return (*C.HighsInt)(unsafe.SliceData(s)) }
