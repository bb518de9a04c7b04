# One image for web, worker and beat. PostgreSQL and Redis come beside it (docker-compose.yml).
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DANGOL_DATA=/data HOST=0.0.0.0 PORT=8000
WORKDIR /app
COPY requirements/uv.txt requirements/server.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/uv.txt \
 && uv pip install --system --no-cache --require-hashes -r requirements/server.txt
COPY . .
RUN python -m config.messages compile \
 && useradd --system --uid 10001 dangol \
 && mkdir /data && chown dangol /data
USER dangol
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]
