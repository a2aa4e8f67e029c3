using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Api;
using ZsrbPaper.Web.Crawlers.Citations;
using ZsrbPaper.Web.Crawlers.Feeds;
using ZsrbPaper.Web.Searching;

namespace ZsrbPaper.Web.Hosting;

/// <summary>
/// Exactly one address serves each thing: other spellings of a reader's address (case, padding, trailing slash, unknown
/// query keys) are redirected for good, and dates or numbers that cannot be are 404 before anything is looked up.
/// </summary>
internal sealed partial class CanonicalAddresses(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var address = Find(request.Path.Value ?? "/");
        if (address.Kind == AddressKind.NotOurs)
        {
            await next(context);
            return;
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD";
            return;
        }

        if (address.Kind == AddressKind.Impossible)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var query = address.Kept(request.QueryString);
        if (address.Path != PathAsked(context) || query != request.QueryString)
        {
            context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            context.Response.Headers.Location = address.Path + query;
            return;
        }

        await next(context);
    }

    /// <summary>The one spelling of a reader's address, or that there can be none.</summary>
    internal static CanonicalAddress Find(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length == 0)
        {
            return new(AddressKind.Reader, "/");
        }

        var code = segments[0].ToLowerInvariant();
        if (code == "media")
        {
            return Reader("/" + string.Join('/', segments).ToLowerInvariant(), path);
        }

        if (code is "healthz" or "readyz" && segments.Length == 1)
        {
            return new(AddressKind.Reader, "/" + code);
        }

        if (segments.Length == 1 && (code == "robots.txt" || (code.StartsWith("sitemap", StringComparison.Ordinal) && code.EndsWith(".xml", StringComparison.Ordinal))))
        {
            return Reader("/" + code, path);
        }

        if (code is "search" or "search.atom" or "opensearch.xml")
        {
            return Search([code, .. segments.Skip(1).Select(segment => segment.ToLowerInvariant())], path);
        }

        if (code == "iiif")
        {
            return Iiif(segments, path);
        }

        if (code is "api" or "openapi")
        {
            return Api(path, [.. segments.Select(segment => segment.ToLowerInvariant())]);
        }

        if (!NewspaperCode.IsValid(code))
        {
            return new(AddressKind.NotOurs, path);
        }

        if (Feed(code, segments) is { } feed)
        {
            return new(AddressKind.Reader, feed);
        }

        var canonical = segments.Length switch
        {
            1 => $"/{code}",
            _ when segments[1].Equals("archive", StringComparison.OrdinalIgnoreCase) => Archive(code, segments.AsSpan(2)),
            _ => Edition(code, segments),
        };
        return Reader(canonical, path);
    }

    /// <summary>Addresses are made of plain characters only; any other would neither be found nor fit into a redirect's header.</summary>
    private static CanonicalAddress Reader(string? canonical, string asked) =>
        canonical is not null && canonical.All(IsPlain)
            ? new(AddressKind.Reader, canonical)
            : new(AddressKind.Impossible, asked);

    /// <summary>
    /// Newspaper, date, label and version have one spelling. Forms of the IIIF APIs that are none of ours are left to the endpoints, which
    /// answer with a reason; only a search has a query.
    /// </summary>
    private static CanonicalAddress Iiif(string[] segments, string asked)
    {
        var place = segments is [_, "3", ..] ? 2 : 1;
        var canonical = string.Concat(segments.Select((segment, index) => "/" + (index - place) switch
        {
            1 when Date().Match(segment) is { Success: true } match => $"{match.Groups[1]}-{Padded(match.Groups[2])}-{Padded(match.Groups[3])}",
            1 when YearMonth().Match(segment) is { Success: true } match && match.Groups[2].Success => $"{match.Groups[1]}-{Padded(match.Groups[2])}",
            2 when PageLabel.TryParse(segment, out var label) => label.Value,
            _ => segment.ToLowerInvariant(),
        }));
        return canonical.All(c => IsPlain(c) || c == ',')
            ? new(AddressKind.Reader, canonical)
            {
                Keys = place == 1 && segments is [_, _, _, _] && canonical.EndsWith("/search", StringComparison.Ordinal) ? ["q", "motivation", "date", "user"] : [],
            }
            : new(AddressKind.NotOurs, asked);
    }

    /// <summary>Search, its feed and its suggestions, and the original site's search, <c>/search/index?keywords=</c>.</summary>
    private static CanonicalAddress Search(string[] segments, string asked) => segments switch
    {
        ["search"] => Reader(Addresses.Search, asked) with { Keys = [.. SearchAddress.Keys], Respell = query => SearchAddress.Read(query).ToQuery() },
        ["search", "index"] => Reader(Addresses.Search, asked) with
        {
            Keys = ["keywords"],
            Respell = query => SearchAddress.Read(new QueryString("?q=" + string.Join("&q=", QueryHelpers.ParseQuery(query.Value).GetValueOrDefault("keywords").Select(word => Uri.EscapeDataString(word ?? ""))))).ToQuery(),
        },
        ["search", "suggest"] => Reader(Addresses.Suggestions, asked) with { Keys = ["q", "newspaper"] },
        ["search.atom"] => Reader(Addresses.SearchFeed, asked) with { Keys = [.. SearchAddress.Keys], Respell = query => SearchAddress.Read(query).ToFeedQuery() },
        ["opensearch.xml"] => Reader(Addresses.OpenSearch, asked),
        _ => new(AddressKind.Impossible, asked),
    };

    /// <summary>An address of the API; one that ends where a list would be that its parent has leads to the parent.</summary>
    private static CanonicalAddress Api(string path, string[] segments) => segments switch
    {
        ["openapi", "v1.json"] => Reader(Addresses.OpenApi, path),
        ["api"] or ["api", "v1"] => Reader(Addresses.Api, path),
        ["api", "v1", "search"] => Reader(Addresses.ApiSearch, path) with { Keys = SearchEndpoint.Keys, Spell = ListParameter },
        ["api", "v1", "newspapers"] => Reader(Addresses.ApiNewspapers, path),
        ["api", "v1", "newspapers", var code, ..] when !NewspaperCode.IsValid(code) => new(AddressKind.Impossible, path),
        ["api", "v1", "newspapers", var code] => Reader(Addresses.ApiNewspaper(code), path),
        ["api", "v1", "newspapers", var code, "editions"] => Reader(Addresses.ApiEditions(code), path) with { Keys = ["from", "to", "limit", "cursor"], Spell = ListParameter },
        ["api", "v1", "newspapers", var code, "editions", var text, .. var rest] when FindDate(text) is { } date => Reader(
            rest switch
            {
                [] or ["pages"] => Addresses.ApiEdition(code, date),
                ["pages", var label, .. [] or ["articles"]] when PageLabel.TryParse(label, out var page) => Addresses.ApiPage(code, date, page),
                ["pages", var label, "articles", var number] when PageLabel.TryParse(label, out var page) && Number(number) is { } known =>
                    $"{Addresses.ApiPage(code, date, page)}/articles/{known}",
                _ => null,
            },
            path),
        _ => new(AddressKind.Impossible, path),
    };

    /// <summary>A parameter of a list: days are padded, and the usual length goes without saying. What is none is left for the endpoint to refuse.</summary>
    private static string ListParameter(string parameter)
    {
        var (key, value) = parameter.Split('=', 2) is [var name, var text] ? (name, Uri.UnescapeDataString(text)) : (parameter, "");
        return key switch
        {
            "from" or "to" when FindDate(value) is { } date => $"{key}={Addresses.Iso(date)}",
            "limit" when Number(value) is { } limit => limit == Number($"{ApiEndpoints.DefaultLimit}") ? "" : $"{key}={limit}",
            _ => parameter,
        };
    }

    private static string? Archive(string code, ReadOnlySpan<string> rest) => rest switch
    {
        [] => Addresses.Archive(code),
        [var text] when YearMonth().Match(text) is { Success: true } match && Number(match.Groups[1]) is > 0 and var year =>
            !match.Groups[2].Success ? Addresses.Archive(code, year)
            : Number(match.Groups[2]) is >= 1 and <= 12 and var month ? Addresses.Archive(code, year, month) : null,
        _ => null,
    };

    /// <summary>The address of a feed, written with plain characters whatever the section's name; null when it is none.</summary>
    private static string? Feed(string code, string[] segments)
    {
        var file = segments[^1].ToLowerInvariant();
        if (!FeedEndpoints.Files.Contains(file))
        {
            return null;
        }

        return segments switch
        {
            [_, _] => Addresses.Feed(new FeedTopic(code), file),
            [_, var kind, var section, _] when kind.Equals("sections", StringComparison.OrdinalIgnoreCase) =>
                Addresses.Feed(new FeedTopic(code, Section: Addresses.ReadSection(section)), file),
            [_, var kind, var text, _] when kind.Equals("pages", StringComparison.OrdinalIgnoreCase) && PageLabel.TryParse(text, out var label) =>
                Addresses.Feed(new FeedTopic(code, Label: label), file),
            _ => null,
        };
    }

    private static string? Edition(string code, string[] segments)
    {
        var form = Path.GetExtension(segments[1]).ToLowerInvariant();
        if (form is not ("" or ".pdf" or ".epub" or ".zip") || FindDate(Path.GetFileNameWithoutExtension(segments[1])) is not { } date)
        {
            return null;
        }

        var edition = Addresses.Edition(code, date);
        if (form.Length > 0)
        {
            return segments.Length == 2 ? edition + form : null;
        }

        if (segments.Length == 2)
        {
            return edition;
        }

        var (third, extension) = segments[2].EndsWith(".pdf", StringComparison.OrdinalIgnoreCase) && segments.Length == 3
            ? (segments[2][..^4], ".pdf")
            : (segments[2], "");
        if (extension == "" && segments.Length == 3 && third.ToLowerInvariant() is "all" or "mets.xml")
        {
            return $"{edition}/{third.ToLowerInvariant()}";
        }

        if (!PageLabel.TryParse(third, out var label))
        {
            return null;
        }

        var page = $"{edition}/{label}{extension}";
        return segments.Length switch
        {
            3 => page,
            4 when segments[3].Equals("alto.xml", StringComparison.OrdinalIgnoreCase) => $"{page}/alto.xml",
            4 => Number(segments[3]) is { } number ? $"{page}/{number}" : Citation(page, segments[3]),
            5 when Number(segments[3]) is { } number && segments[4].ToLowerInvariant() is "qr.svg" or "related" => $"{page}/{number}/{segments[4].ToLowerInvariant()}",
            >= 6 when segments[3].Equals("facsimile", StringComparison.OrdinalIgnoreCase) =>
                $"{page}/{string.Join('/', segments[3..]).ToLowerInvariant()}",
            7 when Number(segments[3]) is { } number && segments[4].Equals("card", StringComparison.OrdinalIgnoreCase) =>
                $"{page}/{number}/{string.Join('/', segments[4..]).ToLowerInvariant()}",
            _ => null,
        };
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.';

    private static string? Citation(string page, string file)
    {
        var dot = file.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && Number(file[..dot]) is { } number
            && CitationFormat.All.FirstOrDefault(format => file[dot..].Equals(format.Extension, StringComparison.OrdinalIgnoreCase)) is { } format
                ? $"{page}/{number}{format.Extension}"
                : null;
    }

    /// <summary>The path as the client wrote it: the decoded one hides spellings such as <c>%41</c>.</summary>
    private static string PathAsked(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return target is { Length: > 0 } && target[0] == '/' ? target.Split('?', 2)[0] : context.Request.Path.ToUriComponent();
    }

    /// <summary>The date that a segment means, whether padded or not.</summary>
    private static DateOnly? FindDate(string segment) =>
        Date().Match(segment) is { Success: true } match
        && DateOnly.TryParse($"{match.Groups[1]}-{Padded(match.Groups[2])}-{Padded(match.Groups[3])}", CultureInfo.InvariantCulture, out var date) ? date : null;

    private static string Padded(Group group) => group.Value.PadLeft(2, '0');

    /// <summary>An article's number as addresses write it; null when it is none.</summary>
    private static string? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number.ToString(CultureInfo.InvariantCulture) : null;

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("^([0-9]{4})(?:-([0-9]{1,2}))?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex YearMonth();

    [GeneratedRegex("^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}

internal enum AddressKind
{
    /// <summary>Some other part of the portal, or nothing at all: routing knows.</summary>
    NotOurs,

    /// <summary>Has the first segment of a newspaper, but nothing can be there.</summary>
    Impossible,

    /// <summary>A reader's address.</summary>
    Reader,
}

internal readonly record struct CanonicalAddress(AddressKind Kind, string Path)
{
    /// <summary>The query keys that mean something there, in the order in which they are written; all others are dropped.</summary>
    public string[] Keys { get; init; } = [];

    /// <summary>The one spelling of a parameter, key and value; empty for one that says nothing. Null: as it was written.</summary>
    public Func<string, string>? Spell { get; init; }

    /// <summary>The one spelling of the whole query, with its question mark, where its parameters depend on one another. Null: each for itself.</summary>
    public Func<QueryString, string>? Respell { get; init; }

    /// <summary>The query without what the address does not know, in its one spelling.</summary>
    public QueryString Kept(QueryString query)
    {
        if (!query.HasValue || Keys.Length == 0)
        {
            return QueryString.Empty;
        }

        if (Respell is not null)
        {
            return new QueryString(Respell(query));
        }

        var (keys, spell) = (Keys, Spell ?? (parameter => parameter));
        string[] kept =
        [
            .. query.Value.TrimStart('?').Split('&')
                .Where(parameter => parameter.All(char.IsAscii))
                .Select(parameter => (Parameter: parameter, Place: Array.IndexOf(keys, parameter.Split('=', 2)[0])))
                .Where(each => each.Place >= 0)
                .OrderBy(each => each.Place)
                .Select(each => spell(each.Parameter))
                .Where(parameter => parameter.Length > 0),
        ];
        return kept.Length == 0 ? QueryString.Empty : new QueryString("?" + string.Join('&', kept));
    }
}
