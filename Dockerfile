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
RUN make build VERSION="$VERSION" && bin/fenhu openapi >/openapi.json && mkdir /data

# The web interface is made of the API that the program describes, and becomes a part of it.
FROM node:20-bookworm-slim AS ui
WORKDIR /ui
COPY api/ui/package.json api/ui/package-lock.json api/ui/.npmrc ./
RUN npm ci --loglevel=error
COPY api/ui .
COPY --from=build /openapi.json .
RUN node tools/build.mjs openapi.json

FROM build AS whole
COPY --from=ui /ui/dist api/ui/dist
RUN make build VERSION="$VERSION"

FROM scratch
COPY --from=whole /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=whole /usr/share/zoneinfo /usr/share/zoneinfo
COPY --from=whole /src/bin/fenhu /usr/bin/fenhu
COPY --from=whole --chown=65532:65532 /data /data
USER 65532:65532
WORKDIR /data
ENTRYPOINT ["/usr/bin/fenhu"]
