# The portal as one container, with the embedded database unless told otherwise:
#
#   docker build -t zsrbpaper .
#   docker run -p 8080:8080 -v zsrbpaper:/data zsrbpaper
#
# With PostgreSQL beside it: docker compose up. Commands run in it too:
#
#   docker run --rm -v zsrbpaper:/data -v "$PWD:/in:ro" zsrbpaper import /in/2024-03-01 --release

FROM node:22-bookworm-slim AS node

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH

# The build bundles the browser code with Node.js, which the SDK's image lacks.
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm

# What the packages depend on comes first, so that a change of the code does not fetch them again.
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/ZsrbPaper.Core/*.csproj src/ZsrbPaper.Core/*.targets src/ZsrbPaper.Core/
COPY src/ZsrbPaper.Data.Sqlite/*.csproj src/ZsrbPaper.Data.Sqlite/
COPY src/ZsrbPaper.Data.PostgreSql/*.csproj src/ZsrbPaper.Data.PostgreSql/
COPY src/ZsrbPaper.Media.S3/*.csproj src/ZsrbPaper.Media.S3/
COPY src/ZsrbPaper.Web/*.csproj src/ZsrbPaper.Web/*.targets src/ZsrbPaper.Web/
COPY src/ZsrbPaper.Web/Properties/PublishProfiles src/ZsrbPaper.Web/Properties/PublishProfiles
RUN dotnet restore src/ZsrbPaper.Web -a $TARGETARCH -p:PublishProfile=Server

COPY .editorconfig ./
COPY src src
RUN dotnet publish src/ZsrbPaper.Web -p:PublishProfile=Server -a $TARGETARCH --no-restore -o /app

FROM mcr.microsoft.com/dotnet/runtime-deps:10.0

# poppler makes pictures of pages that came as PDF; its data and the fonts are for PDFs that do not embed Chinese ones.
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl fonts-noto-cjk poppler-data poppler-utils \
    && rm -rf /var/lib/apt/lists/* \
    && mkdir /data \
    && chown $APP_UID:$APP_UID /data

COPY --from=build /app /app

# HTTP_PORTS is emptied because the base image sets it, and the portal would warn of two answers to one question. Garbage is collected every 16 MB: by itself
# .NET waits for as much as the processor's cache holds, which on servers can be hundreds of megabytes.
ENV ASPNETCORE_HTTP_PORTS= \
    ASPNETCORE_URLS=http://+:8080 \
    DOTNET_GCgen0size=0x1000000 \
    Data__Root=/data
EXPOSE 8080
VOLUME /data
USER $APP_UID
WORKDIR /data

# The first start makes the sample's pictures, which can take a minute or two on a small machine.
HEALTHCHECK --start-period=3m --interval=30s --timeout=5s CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/healthz"]
ENTRYPOINT ["/app/ZsrbPaper.Web"]
