namespace ZsrbPaper.Benchmarks.Delivery;

/// <summary>nginx with one worker, giving out files that are packed beforehand; as quick as it is known to be.</summary>
internal static class Nginx
{
    public static PinnedProcess Start(int core, int port, string folder)
    {
        var configuration = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(configuration,
            $$"""
            daemon off;
            worker_processes 1;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/error.log;
            user root;
            events { worker_connections 4096; multi_accept on; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              keepalive_requests 100000000;
              open_file_cache max=1000 inactive=1h;
              open_file_cache_valid 1h;
              gzip_static on;
              gzip_vary on;
              types { text/html html; }
              default_type "text/html; charset=utf-8";
              server { listen 127.0.0.1:{{port}} backlog=4096; root {{folder}}/files; }
            }
            """);
        return PinnedProcess.Start(core, "nginx", "-p", folder, "-c", configuration);
    }
}
