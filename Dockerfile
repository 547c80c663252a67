# Build: compile, then leave only what runs. Optional packages are prebuilt native add-ons, which Alpine cannot load.
FROM node:20.20.2-alpine3.22 AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY src src
COPY scripts scripts
COPY bench bench
COPY test test
COPY wsdl wsdl
COPY fixtures fixtures
RUN npm run build \
  && npm ci --omit=dev --omit=optional \
  && rm -rf build/test build/bench build/scripts build/.tsbuildinfo

# Run: no compiler, no native add-on, no root, nothing to write but the data folder.
FROM node:20.20.2-alpine3.22
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/build build
COPY src/register/migrations src/register/migrations
COPY src/render/pdf/fonts src/render/pdf/fonts
COPY wsdl wsdl
COPY fixtures fixtures
RUN mkdir /data && chown node:node /data
# The user `node` of the base image.
USER 1000
# Without TLS_CERTIFICATE, TLS_KEY and CLIENT_PINS it starts only with ALLOW_PLAIN_HTTP=true (docs/link.md).
ENV HOST=0.0.0.0 ADMIN_PORT=8081 DATA_FOLDER=/data
VOLUME /data
EXPOSE 8080 8081
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8081/health/live"]
CMD ["node", "build/src/main.js"]
