using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.Web.Searching;

namespace ZsrbPaper.Web.Pages;

/// <summary>Search: the box, what limits it, and what was found. Whatever is typed, the answer is a page.</summary>
internal sealed class SearchModel(ArticleSearch search, EditionReader reader, SearchGate gate, TimeProvider clock) : PageModel
{
    /// <summary>Values of a facet that are offered.</summary>
    public const int FacetValues = 10;

    public PageFrame Frame { get; private set; } = null!;

    public SearchAddress Address { get; private set; } = null!;

    /// <summary>Null when there is nothing to look for.</summary>
    public SearchResult? Result { get; private set; }

    /// <summary>What was understood; empty when there is nothing to look for.</summary>
    public SearchQuery Query { get; private set; } = null!;

    public IReadOnlyList<Masthead> Newspapers { get; private set; } = [];

    /// <summary>Whether only the beginning of what was typed is looked for.</summary>
    public bool IsCut => Address.Query.Length > SearchQuery.MaxTyped;

    /// <summary>Whether one newspaper of several should be told apart.</summary>
    public bool ShowsNewspapers => Newspapers.Count > 1 && Address.Filter.Newspaper is null;

    private DateOnly Today { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Address = SearchAddress.Read(Request.QueryString);
        if (Address.IsTooLong)
        {
            return StatusCode(StatusCodes.Status414UriTooLong);
        }

        Newspapers = await reader.ListNewspapersAsync(cancellationToken);
        var paper = Address.Filter.Newspaper is { } code ? Newspapers.FirstOrDefault(paper => paper.Code == code) : Newspapers is [var only] ? only : null;
        if (paper is null && Address.Filter.Newspaper is not null)
        {
            return NotFound();
        }

        Query = SearchQuery.Parse(Address.Query, Address.Field);
        if (!Query.IsEmpty)
        {
            Result = await gate.RunAsync(HttpContext, FindAsync);
            if (Result is null)
            {
                return StatusCode(Response.StatusCode);
            }
        }

        var now = clock.GetUtcNow();
        Today = DateOnly.FromDateTime((Newspapers is [var first, ..] ? TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById((paper ?? first).TimeZone)) : now).DateTime);
        Frame = new PageFrame(
            new PageMeta(
                $"{(Query.IsEmpty ? "搜索" : $"{Query.Typed} 搜索")} - {paper?.Name ?? "数字报"}",
                Canonical: Address.ToString(),
                Next: Next?.ToString(),
                Robots: "noindex, follow")
            {
                Alternates = Query.IsEmpty ? [] : [new AlternateForm("application/atom+xml", Feed)],
            },
            "search", paper);
        return Page();
    }

    /// <summary>Searches that find something where this one finds nothing: with a word spelt as the archive has it.</summary>
    public IReadOnlyList<SearchWay> Spellings { get; private set; } = [];

    /// <summary>Searches that find something where this one finds nothing: without one of the <see cref="Limits"/>, or without any.</summary>
    public IReadOnlyList<SearchWay> Wider { get; private set; } = [];

    private async Task<SearchResult> FindAsync(CancellationToken cancellationToken)
    {
        var result = await search.FindAsync(Address.ToRequest(), cancellationToken);
        if (result is { SearchedSince: null } and ({ IsNearest: true } or { Count: 0 }))
        {
            Spellings = [.. (await search.SuggestSpellingsAsync(Address.ToRequest(), cancellationToken))
                .Select(hint => new SearchWay(hint.Query, Address with { Query = hint.Query, After = null }, hint.Count))];
            Wider = await FindWiderAsync([.. Limits], cancellationToken);
        }

        return result;
    }

    private async Task<IReadOnlyList<SearchWay>> FindWiderAsync(List<SearchChoice> limits, CancellationToken cancellationToken)
    {
        var wider = new List<SearchWay>();
        foreach (var limit in limits)
        {
            await AddAsync($"“{limit.Word}”", limit.Address);
        }

        if (wider.Count == 0 && limits.Count > 1)
        {
            await AddAsync("全部条件", Address with { Filter = new SearchFilter(), Field = SearchField.Any, After = null });
        }

        return wider;

        async Task AddAsync(string word, SearchAddress address)
        {
            if (await search.CountAsync(address.ToRequest(), cancellationToken) is { Number: > 0 } count)
            {
                wider.Add(new SearchWay(word, address, count));
            }
        }
    }

    /// <summary>What comes after these; null at the end.</summary>
    public SearchAddress? Next => Result?.Next is { } next ? Address with { After = next } : null;

    public string Feed => Addresses.SearchFeed + Address.ToFeedQuery();

    /// <summary>The usual ranges of dates, up to today.</summary>
    public IEnumerable<SearchChoice> Ranges =>
        from range in new (string Word, DateOnly? From)[] { ("近一周", Today.AddDays(-6)), ("近一月", Today.AddMonths(-1).AddDays(1)), ("近一年", Today.AddYears(-1).AddDays(1)), ("全部", null) }
        select new SearchChoice(range.Word, Address.Within(filter => filter with { From = range.From, To = null }), (Address.Filter.From, Address.Filter.To) == (range.From, null));

    public IEnumerable<SearchChoice> Orders =>
        from order in new[] { ("相关程度", SearchOrder.Best), ("从新到旧", SearchOrder.Newest), ("从旧到新", SearchOrder.Oldest) }
        select new SearchChoice(order.Item1, Address with { Order = order.Item2, After = null }, Address.Order == order.Item2);

    /// <summary>What the list can be narrowed by. A kind of which there is but one value says nothing, and is not offered.</summary>
    public IEnumerable<(string Name, IEnumerable<SearchChoice> Choices)> Facets => Result?.Facets is not { } facets ? [] :
        from facet in new (string Name, IReadOnlyList<FacetValue> Values, Func<string, SearchAddress> Narrow, Func<string, string> Word)[]
        {
            ("年份", facets.Years, InYear, year => $"{year}年"),
            ("版名", facets.Sections, section => Address.Within(filter => filter with { Section = section }), section => section),
            ("作者", facets.Authors, By, author => author),
        }
        where facet.Values.Count > 1
        select (facet.Name, facet.Values.Take(FacetValues).Select(value => new SearchChoice(facet.Word(value.Value), facet.Narrow(value.Value), false, value.Count)));

    /// <summary>What limits the search beside its words, each with the search without it.</summary>
    public IEnumerable<SearchChoice> Limits
    {
        get
        {
            var filter = Address.Filter;
            if (Newspapers.Count > 1 && filter.Newspaper is { } code)
            {
                yield return new(Newspapers.First(paper => paper.Code == code).Name, Address.Within(all => all with { Newspaper = null }));
            }

            if (filter.From is not null || filter.To is not null)
            {
                yield return new(PeriodOf(filter), Address.Within(all => all with { From = null, To = null }));
            }

            if (filter.Section is { } section)
            {
                yield return new($"版名 {section}", Address.Within(all => all with { Section = null }));
            }

            if (filter.Label is { } label)
            {
                yield return new($"{label}版", Address.Within(all => all with { Label = null }));
            }

            if (Address.Field != SearchField.Any)
            {
                yield return new($"只查{NameOf(Address.Field)}", Address with { Field = SearchField.Any, After = null });
            }
        }
    }

    /// <summary>标题, 作者, 正文, 图说; 全文 for all of them.</summary>
    public static string NameOf(SearchField field) => field switch
    {
        SearchField.Title => "标题",
        SearchField.Author => "作者",
        SearchField.Text => "正文",
        SearchField.Caption => "图说",
        _ => "全文",
    };

    private static string PeriodOf(SearchFilter filter) => filter switch
    {
        { From: { Month: 1, Day: 1 } first, To: { Month: 12, Day: 31 } last } when first.Year == last.Year => $"{first.Year}年",
        { From: { } from, To: { } to } => from == to ? Addresses.Iso(from) : $"{Addresses.Iso(from)} 至 {Addresses.Iso(to)}",
        { From: { } from } => $"{Addresses.Iso(from)} 以来",
        _ => $"{Addresses.Iso(filter.To!.Value)} 以前",
    };

    private SearchAddress InYear(string text)
    {
        var year = int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var (first, last) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));

        // Within a narrower range it stays as narrow: the number said beside the year counts that range only.
        return Address.Within(filter => filter with
        {
            From = filter.From > first ? filter.From : first,
            To = filter.To < last ? filter.To : last,
        });
    }

    private SearchAddress By(string author) =>
        Address with { Query = $"{Address.Query} {SearchEndpoints.AuthorQuery(author)}", After = null };
}

/// <summary>A link that makes another search of this one.</summary>
/// <param name="Count">How many articles it leaves; null where that is not known.</param>
internal sealed record SearchChoice(string Word, SearchAddress Address, bool IsCurrent = false, int? Count = null);

/// <summary>A search that finds something where this one finds nothing.</summary>
/// <param name="Word">The query that may have been meant, or the limit that is taken off.</param>
internal sealed record SearchWay(string Word, SearchAddress Address, SearchCount Count)
{
    /// <summary>3 篇, or 超过 500 篇.</summary>
    public string Number => $"{(Count.IsExact ? "" : "超过 ")}{Count.Number.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} 篇";
}
