FROM golang:1.26-bookworm AS build
RUN apt-get update -qq \
	&& apt-get install -qq -y --no-install-recommends ca-certificates tzdata \
	&& rm -rf /var/lib/apt/lists/*
WORKDIR /src
# HiGHS and the modules change seldom, so each has a layer of its own.
COPY .ci/setup .ci/setup
COPY go.mod go.sum ./
RUN .ci/setup build --static
RUN go mod download
COPY . .
ARG VERSION=dev
RUN make build VERSION="$VERSION" && mkdir /data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo
COPY --from=build /src/bin/fenhu /usr/bin/fenhu
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
WORKDIR /data
ENTRYPOINT ["/usr/bin/fenhu"]
