using Microsoft.Extensions.Options;
using ZsrbPaper.Media.S3;
using ZsrbPaper.Web.Crawlers.Feeds;

namespace ZsrbPaper.Web.Hosting;

/// <summary>Which database keeps the newspaper.</summary>
public enum DatabaseEngine
{
    Sqlite,
    PostgreSql,
}

/// <summary><c>Database:</c> and <c>ConnectionStrings:Paper</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary><c>Sqlite</c> (the embedded default) or <c>PostgreSql</c>.</summary>
    public string Engine { get; set; } = nameof(DatabaseEngine.Sqlite);

    /// <summary>
    /// <c>ConnectionStrings:Paper</c>. Unset, the embedded database is <c>paper.db</c> under the data root; PostgreSQL needs it.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// <c>ConnectionStrings:PaperOwner</c>, for PostgreSQL: the role that owns the tables and runs migrations. It then grants the role of
    /// <see cref="ConnectionString"/> what it needs, which of the audit log is reading and adding only. Unset, one role does both.
    /// </summary>
    public string? OwnerConnectionString { get; set; }

    /// <summary>
    /// <c>ConnectionStrings:PaperReaders</c>, for PostgreSQL: streaming standbys that what readers ask for is read from, see <see cref="StandbyReads"/>.
    /// Unset, everything is read from the primary.
    /// </summary>
    public string? ReaderConnectionString { get; set; }

    /// <summary><see cref="Engine"/> once validated.</summary>
    public DatabaseEngine ParsedEngine => Enum.Parse<DatabaseEngine>(Engine, ignoreCase: true);
}

/// <summary>What keeps pictures and PDFs.</summary>
public enum MediaStoreKind
{
    /// <summary>A folder, see <see cref="PaperFolders.Media"/>.</summary>
    Folder,

    /// <summary>A bucket of an S3 service.</summary>
    S3,
}

/// <summary><c>Media:</c> where pictures and PDFs are. <c>Media:Root</c> is in <see cref="PaperFolders"/>.</summary>
public sealed class MediaOptions
{
    /// <summary><c>folder</c> (the default) or <c>s3</c>.</summary>
    public string Store { get; set; } = "folder";

    /// <summary>How much of this machine's disk the server may take for what it fetched from an S3 service. 0: nothing is kept.</summary>
    public int CacheMegabytes { get; set; } = 1024;

    public S3Options S3 { get; set; } = new();

    /// <summary><see cref="Store"/>; null when it is none.</summary>
    public MediaStoreKind? Kind => Enum.TryParse<MediaStoreKind>(Store, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : null;
}

/// <summary><c>Sample:</c> the editions that come with the program.</summary>
public sealed class SampleOptions
{
    /// <summary>
    /// Whether an empty database gets the sample editions. Unset: yes with the embedded database, no with PostgreSQL.
    /// </summary>
    public bool? Seed { get; set; }
}

/// <summary><c>Proxies:</c> whom to believe about a request's origin.</summary>
public sealed class ProxyOptions
{
    /// <summary>Addresses or networks (CIDR) of reverse proxies. None by default: forwarded headers are ignored.</summary>
    public string[] Trusted { get; set; } = [];
}

/// <summary>Checks of the settings that attributes cannot say; every failure names its setting.</summary>
internal sealed class OptionsValidation :
    IValidateOptions<DatabaseOptions>, IValidateOptions<SiteOptions>, IValidateOptions<ProxyOptions>, IValidateOptions<FeedOptions>,
    IValidateOptions<MediaOptions>
{
    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        if (!Enum.TryParse<DatabaseEngine>(options.Engine, ignoreCase: true, out var engine) || !Enum.IsDefined(engine))
        {
            return ValidateOptionsResult.Fail($"Database:Engine is '{options.Engine}'; it must be Sqlite or PostgreSql.");
        }

        if (engine == DatabaseEngine.PostgreSql && string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return ValidateOptionsResult.Fail(
                "ConnectionStrings:Paper is not set; PostgreSQL needs it, such as 'Host=localhost;Database=paper;Username=paper;Password=…'.");
        }

        if (engine == DatabaseEngine.Sqlite && options.ReaderConnectionString is { Length: > 0 })
        {
            return ValidateOptionsResult.Fail("ConnectionStrings:PaperReaders is set, but only PostgreSql has standbys.");
        }

        return CheckConnectionString("Paper", engine, options.ConnectionString)
            ?? CheckConnectionString("PaperReaders", engine, options.ReaderConnectionString)
            ?? ValidateOptionsResult.Success;
    }

    private static ValidateOptionsResult? CheckConnectionString(string name, DatabaseEngine engine, string? connectionString)
    {
        try
        {
            _ = engine == DatabaseEngine.PostgreSql
                ? new Npgsql.NpgsqlConnectionStringBuilder(connectionString)
                : new System.Data.Common.DbConnectionStringBuilder { ConnectionString = connectionString };
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return ValidateOptionsResult.Fail($"ConnectionStrings:{name} cannot be read: {exception.Message}");
        }
    }

    public ValidateOptionsResult Validate(string? name, MediaOptions options)
    {
        var problems = options.Kind == MediaStoreKind.S3 ? options.S3.Problems().ToList() : [];
        if (options.Kind is null)
        {
            problems.Add($"Media:Store is '{options.Store}'; it must be folder or s3.");
        }

        if (options.CacheMegabytes is < 0 or > 100_000_000)
        {
            problems.Add($"Media:CacheMegabytes is {options.CacheMegabytes}; it must be from 0 to 100000000.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    public ValidateOptionsResult Validate(string? name, SiteOptions options)
    {
        // The forms that IIIF knows; as identifiers they are written with http.
        if (options.Rights is { } rights && !rights.StartsWith("http://creativecommons.org/licenses/", StringComparison.Ordinal)
            && !rights.StartsWith("http://creativecommons.org/publicdomain/", StringComparison.Ordinal)
            && !rights.StartsWith("http://rightsstatements.org/vocab/", StringComparison.Ordinal))
        {
            return ValidateOptionsResult.Fail(
                $"Site:Rights is '{rights}'; it must start with http://creativecommons.org/licenses/, http://creativecommons.org/publicdomain/ or http://rightsstatements.org/vocab/.");
        }

        if (options.ConfiguredBaseUrl is null)
        {
            return ValidateOptionsResult.Success;
        }

        return Uri.TryCreate(options.ConfiguredBaseUrl, UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https" && url.AbsolutePath == "/" && url.Query == "" && url.Fragment == "" && url.UserInfo == ""
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Site:BaseUrl is '{options.ConfiguredBaseUrl}'; it must be http(s)://host with nothing behind it.");
    }

    public ValidateOptionsResult Validate(string? name, FeedOptions options) =>
        options.Hub is null || (Uri.TryCreate(options.Hub, UriKind.Absolute, out var hub) && hub.Scheme is "http" or "https" && hub.AbsoluteUri == options.Hub)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Feeds:Hub is '{options.Hub}'; it must be the http(s) address of a WebSub hub.");

    public ValidateOptionsResult Validate(string? name, ProxyOptions options)
    {
        var wrong = options.Trusted.Where(entry => !System.Net.IPNetwork.TryParse(entry, out _) && !System.Net.IPAddress.TryParse(entry, out _)).ToList();
        return wrong.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(wrong.ConvertAll(entry => $"Proxies:Trusted has '{entry}'; each must be an IP address or a network such as 10.0.0.0/8."));
    }
}
