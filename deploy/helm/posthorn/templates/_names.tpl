{{- define "posthorn.labels" -}}
app.kubernetes.io/name: posthorn
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end -}}
{{- define "posthorn.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- define "posthorn.secret" -}}
{{ required "existingSecret: name a secret with DATABASE_URL, ENCRYPTION_KEYS, APP_SECRET and ROOT_API_KEY" .Values.existingSecret }}
{{- end -}}
{{- define "posthorn.container" -}}
image: {{ include "posthorn.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
  seccompProfile: { type: RuntimeDefault }
envFrom:
  - secretRef: { name: {{ include "posthorn.secret" . }} }
env:
  - { name: APP_URL, value: {{ .Values.appUrl | quote }} }
  - { name: METRICS_PORT, value: {{ .Values.metrics.port | quote }} }
  {{- range $name, $value := .Values.env }}
  - { name: {{ $name }}, value: {{ $value | quote }} }
  {{- end }}
volumeMounts:
  - { name: tmp, mountPath: /tmp }
  - { name: cache, mountPath: /app/.next/cache }
{{- end -}}
{{- define "posthorn.volumes" -}}
- { name: tmp, emptyDir: {} }
- { name: cache, emptyDir: {} }
{{- end -}}
