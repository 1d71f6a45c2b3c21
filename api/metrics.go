package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"fenhu/api/store"
)

// metrics are the figures that Prometheus reads.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	inFlight prometheus.Gauge
}

func newMetrics(db *store.DB) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "fenhu_http_requests_total", Help: "Requests by method, route and status."}, []string{"method", "route", "status"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "fenhu_http_request_seconds", Help: "Time to serve a request.", Buckets: prometheus.DefBuckets}, []string{"method", "route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "fenhu_http_requests_in_flight", Help: "Requests being served."}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.inFlight, runCounts{db},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) observe(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(method, route).Observe(took.Seconds())
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}

// runCounts counts the runs by status when it is asked.
type runCounts struct{ db *store.DB }

func (runCounts) desc() *prometheus.Desc {
	return prometheus.NewDesc("fenhu_runs", "Runs by status.", []string{"status"}, nil)
}

// Describe implements prometheus.Collector.
func (r runCounts) Describe(ch chan<- *prometheus.Desc) { ch <- r.desc() }

// Collect implements prometheus.Collector.
func (r runCounts) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second) // a collector is given no context
	defer cancel()
	counts, err := r.db.CountRuns(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(r.desc(), err)
		return
	}
	for _, status := range statuses() {
		ch <- prometheus.MustNewConstMetric(r.desc(), prometheus.GaugeValue, float64(counts[status]), string(status))
	}
}

// statuses are the states of a run in order.
func statuses() []store.RunStatus {
	return []store.RunStatus{store.RunQueued, store.RunRunning, store.RunDone, store.RunInfeasible, store.RunFailed, store.RunCancelled}
}
