using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Searching;

namespace ZsrbPaper.Web.Searching;

/// <summary>
/// A search as its address holds it: the whole of it, so that it can be kept and passed on. Nothing in a query is an error; what means
/// nothing is left out. Each search has one spelling, that in which browsers send a form.
/// </summary>
/// <param name="Query">What the reader typed, with single spaces; may be longer than is looked for.</param>
/// <param name="After">Where the list goes on, see <see cref="SearchResult.Next"/>.</param>
public sealed record SearchAddress(
    string Query, SearchFilter Filter, SearchField Field = SearchField.Any, SearchOrder Order = SearchOrder.Best, string? After = null)
{
    /// <summary>Longest query in characters that is answered; a longer one is no search but a text.</summary>
    public const int MaxQuery = 1000;

    /// <summary>The keys of the query, in the order in which they are written.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["q", "newspaper", "from", "to", "section", "page", "field", "order", "after"];

    public bool IsTooLong => Query.Length > MaxQuery;

    /// <summary>Whether anything but the words limits the search.</summary>
    public bool IsFiltered => Filter with { Newspaper = null } != new SearchFilter() || Field != SearchField.Any;

    public static SearchAddress Read(QueryString query)
    {
        var values = QueryHelpers.ParseQuery(query.Value);
        string Text(string key) => values.TryGetValue(key, out var found) ? Clean(found.FirstOrDefault()) : "";

        var (from, to) = (ReadDate(Text("from")), ReadDate(Text("to")));
        (from, to) = from > to ? (to, from) : (from, to);
        var newspaper = Text("newspaper").ToLowerInvariant();
        return new SearchAddress(
            Text("q"),
            new SearchFilter(
                NewspaperCode.IsValid(newspaper) ? newspaper : null,
                from,
                to,
                Text("section") is { Length: > 0 } section ? section : null,
                PageLabel.TryParse(Text("page"), out var label) ? label : null),
            ReadName<SearchField>(Text("field")),
            ReadName<SearchOrder>(Text("order")),
            SearchPlace.TryParse(Text("after"), out var place) && place != default ? place.ToString() : null);
    }

    /// <summary>The same search from its beginning, over what another filter leaves.</summary>
    public SearchAddress Within(Func<SearchFilter, SearchFilter> filter) => this with { Filter = filter(Filter), After = null };

    public SearchRequest ToRequest(int size = SearchRequest.DefaultSize) => new(Query, Filter, Order, Field, After, size);

    /// <summary>The query of the address with its question mark; empty for a search for nothing.</summary>
    public string ToQuery()
    {
        var query = new StringBuilder();
        foreach (var (key, value) in Keys.Zip(Values()).Where(pair => pair.Second is { Length: > 0 }))
        {
            query.Append(query.Length == 0 ? '?' : '&').Append(key).Append('=').Append(Encode(value!));
        }

        return query.ToString();
    }

    /// <summary>The query of the search's feed, which is always whole and in one order.</summary>
    public string ToFeedQuery() => (this with { Order = SearchOrder.Best, After = null }).ToQuery();

    public override string ToString() => Addresses.Search + ToQuery();

    private string?[] Values() =>
    [
        Query,
        Filter.Newspaper,
        Filter.From is { } from ? Addresses.Iso(from) : null,
        Filter.To is { } to ? Addresses.Iso(to) : null,
        Filter.Section,
        Filter.Label?.Value,
        Field == SearchField.Any ? null : NameOf(Field),
        Order == SearchOrder.Best ? null : NameOf(Order),
        After,
    ];

    public static string NameOf<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>The value of that name, the first for anything else.</summary>
    private static TEnum ReadName<TEnum>(string name)
        where TEnum : struct, Enum => Enum.GetValues<TEnum>().FirstOrDefault(value => NameOf(value).Equals(name, StringComparison.OrdinalIgnoreCase));

    private static DateOnly? ReadDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>Without what no text holds: control characters and spaces beyond one are a single space, at the ends none.</summary>
    private static string Clean(string? text)
    {
        var clean = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune))
            {
                clean.Append(rune.Value is 0xFFFE or 0xFFFF ? Rune.ReplacementChar : rune);
            }
            else if (clean.Length > 0 && clean[^1] != ' ')
            {
                clean.Append(' ');
            }
        }

        return clean.ToString().TrimEnd(' ');
    }

    /// <summary>As browsers encode a form's values; but ~, which programs never leave encoded, is not.</summary>
    private static string Encode(string value) => WebUtility.UrlEncode(value)
        .Replace("!", "%21", StringComparison.Ordinal).Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal)
        .Replace("%7E", "~", StringComparison.Ordinal);
}
