using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace ZsrbPaper.Web;

/// <summary>
/// Styles, scripts and icons of the readers' pages. The build bundles them under fingerprinted names, compresses them and
/// embeds them in the assembly, so that they are there however the portal is started, and may be cached for good.
/// </summary>
public static class ClientAssets
{
    private const string Folder = "/dist/";
    private static readonly FrozenDictionary<string, Asset> _assets = Load();
    private static readonly FrozenDictionary<string, string> _names = LoadNames();

    /// <summary>The address of an asset by its name before the build, such as <c>site.css</c>.</summary>
    /// <exception cref="KeyNotFoundException">The build made no such asset.</exception>
    public static string Address(string name) => Folder + _names[name];

    public static void MapClientAssets(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Folder + "{name}", [HttpMethods.Get, HttpMethods.Head], Serve);

        // Asked for by name, whatever the pages say.
        routes.MapMethods("/favicon.ico", [HttpMethods.Get, HttpMethods.Head], (HttpContext context) => context.Response.Redirect(Address("favicon.svg")));
    }

    private static IResult Serve(string name, HttpContext context)
    {
        if (!_assets.TryGetValue(name, out var asset))
        {
            return Results.NotFound();
        }

        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = HeaderNames.AcceptEncoding;
        var (encoding, bytes) = Choose(asset, context.Request.GetTypedHeaders().AcceptEncoding);
        if (encoding is not null)
        {
            headers.ContentEncoding = encoding;
        }

        return Results.Bytes(bytes, asset.ContentType, entityTag: new EntityTagHeaderValue($"\"{asset.Hash}{(encoding is null ? "" : "-" + encoding)}\""));
    }

    private static (string? Encoding, byte[] Bytes) Choose(Asset asset, IList<StringWithQualityHeaderValue> accepted)
    {
        bool Accepts(string encoding) => accepted.Any(value => value.Quality is not 0 && value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase));
        return Accepts("br") ? ("br", asset.Brotli) : Accepts("gzip") ? ("gzip", asset.Gzip) : (null, asset.Plain);
    }

    private static FrozenDictionary<string, Asset> Load()
    {
        var types = new FileExtensionContentTypeProvider();
        return typeof(ClientAssets).Assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith("client/", StringComparison.Ordinal))
            .Select(resource => resource["client/".Length..])
            .Where(name => !name.EndsWith(".br", StringComparison.Ordinal) && !name.EndsWith(".gz", StringComparison.Ordinal) && name != "manifest.json")
            .ToFrozenDictionary(name => name, name =>
            {
                var plain = Read(name);
                var type = types.TryGetContentType(name, out var known) ? known : "application/octet-stream";
                return new Asset(
                    type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8" : type,
                    plain, Read(name + ".br"), Read(name + ".gz"), Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 8)));
            });
    }

    private static FrozenDictionary<string, string> LoadNames() =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(Read("manifest.json"))!.ToFrozenDictionary();

    private static byte[] Read(string name)
    {
        using var stream = typeof(ClientAssets).Assembly.GetManifestResourceStream("client/" + name)
            ?? throw new InvalidOperationException($"The build embedded no {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private sealed record Asset(string ContentType, byte[] Plain, byte[] Brotli, byte[] Gzip, string Hash);
}
