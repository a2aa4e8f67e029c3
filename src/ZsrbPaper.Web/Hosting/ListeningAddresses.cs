namespace ZsrbPaper.Web.Hosting;

/// <summary>Where the portal listens, as configured (<c>--urls</c>, <c>ASPNETCORE_URLS</c>, <c>ASPNETCORE_HTTP_PORTS</c>).</summary>
internal static class ListeningAddresses
{
    /// <summary>Where it listens when nobody says otherwise.</summary>
    public const string Default = "http://localhost:5080";

    public static bool AreConfigured(IConfiguration configuration) =>
        !string.IsNullOrWhiteSpace(configuration["urls"]) || !string.IsNullOrWhiteSpace(configuration["http_ports"]) || !string.IsNullOrWhiteSpace(configuration["https_ports"])
        || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();

    /// <summary>The first address as a browser on this machine would write it.</summary>
    public static string First(IConfiguration configuration)
    {
        var first = configuration["urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault()
            ?? configuration.GetSection("Kestrel:Endpoints").GetChildren().FirstOrDefault()?["Url"]
            ?? (configuration["http_ports"]?.Split(';').FirstOrDefault() is { Length: > 0 } port ? $"http://localhost:{port}" : Default);
        return first.Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).Replace("//[::]", "//localhost", StringComparison.Ordinal);
    }
}
