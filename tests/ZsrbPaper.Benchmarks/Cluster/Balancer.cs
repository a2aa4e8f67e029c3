using System.Globalization;
using ZsrbPaper.Benchmarks.Delivery;

namespace ZsrbPaper.Benchmarks.Cluster;

/// <summary>nginx before the nodes, as the documentation says to set it up: what reads is tried on another node when one fails, what writes is not.</summary>
internal static class Balancer
{
    public static PinnedProcess Start(string folder, int port, IEnumerable<int> nodes)
    {
        Directory.CreateDirectory(folder);
        var configuration = Path.Combine(folder, "nginx.conf");
        var servers = string.Join(' ', nodes.Select(node => string.Create(CultureInfo.InvariantCulture, $"server 127.0.0.1:{node} max_fails=1 fail_timeout=1s;")));
        File.WriteAllText(configuration,
            $$"""
            daemon off;
            worker_processes 1;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/error.log;
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            events { worker_connections 4096; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              upstream portal { {{servers}} keepalive 64; }
              server {
                listen 127.0.0.1:{{port}} backlog=4096;
                location / {
                  proxy_pass http://portal;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Host $http_host;
                  proxy_set_header X-Forwarded-For $remote_addr;
                  proxy_set_header X-Forwarded-Proto $scheme;
                  proxy_connect_timeout 2s;
                  proxy_next_upstream error timeout;
                  proxy_next_upstream_tries 2;
                }
              }
            }
            """);
        return PinnedProcess.Start("nginx", ["-p", folder, "-c", configuration]);
    }
}
