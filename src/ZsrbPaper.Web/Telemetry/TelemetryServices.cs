using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Telemetry;

/// <summary>
/// Metrics and traces for whoever watches the portal: off until an exporter is set. OTLP is set as everywhere, by <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and the other
/// variables of OpenTelemetry. Prometheus asks a listener of its own (<c>Telemetry:Prometheus</c>), never the portal's: so no proxy can make the figures public by
/// passing everything on.
/// </summary>
internal static class TelemetryServices
{
    private static readonly string[] _meters =
    [
        PaperMetrics.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Diagnostics", "Microsoft.EntityFrameworkCore", "Npgsql", "System.Net.Http", "System.Runtime",
    ];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var isSent = !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var listener = builder.Configuration["Telemetry:Prometheus"];
        if (!isSent && string.IsNullOrEmpty(listener))
        {
            return;
        }

        builder.Services.AddSingleton<CommandTelemetry>();
        var telemetry = builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(_meters));
        if (builder.Configuration["OTEL_SERVICE_NAME"] is null)
        {
            telemetry.ConfigureResource(resource => resource.AddService("zsrbpaper"));
        }

        if (!string.IsNullOrEmpty(listener))
        {
            var address = Address(listener);
            telemetry.WithMetrics(metrics => metrics.AddPrometheusHttpListener(options => (options.Host, options.Port) = (address.Host, address.Port)));
        }

        if (isSent)
        {
            telemetry.WithTracing(traces => traces.AddSource(PaperMetrics.Name).AddAspNetCoreInstrumentation()).UseOtlpExporter();
        }
    }

    /// <exception cref="CannotNowException">It is none.</exception>
    private static Uri Address(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { Scheme: "http", AbsolutePath: "/" }
        ? uri
        : throw new CannotNowException($"Telemetry:Prometheus is '{address}'; it must be an address of this machine such as http://127.0.0.1:9464.");
}
