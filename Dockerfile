# The local shop in a container:
#
#   docker build -t tracking-shop .
#   docker run --rm -p 8000:8000 tracking-shop
#
# It serves the demo shop and keeps it in the volume /data. Other options of `tracking serve` are given behind the image's
# name and come beside those of the entry point: docker run ... tracking-shop --orders /data/orders.json --reset
FROM python:3.13-slim AS build
WORKDIR /source
COPY . .
RUN pip wheel --no-cache-dir --wheel-dir /wheels ".[server,postgres]"

FROM python:3.13-slim
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels "carrier-tracking[server,postgres]" \
    && useradd --uid 1000 --create-home shop \
    && install --directory --owner shop /data
USER shop
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/openapi.json', timeout=2)"]
ENTRYPOINT ["tracking", "serve", "--host", "0.0.0.0", "--port", "8000", "--database", "sqlite:////data/shop.db"]
CMD ["--demo"]
