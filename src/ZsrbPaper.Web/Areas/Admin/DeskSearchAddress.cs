using Microsoft.AspNetCore.WebUtilities;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.Web.Searching;

namespace ZsrbPaper.Web.Areas.Admin;

/// <summary>
/// A search of the desk as its address holds it: the readers' search (<see cref="SearchAddress"/>) with the state and the author of articles, without
/// what the desk's form does not offer. What means nothing is left out.
/// </summary>
/// <param name="Stage">Null for all.</param>
/// <param name="Author">Part of the name of a reporter, correspondent or photographer; null for everybody.</param>
internal sealed record DeskSearchAddress(SearchAddress Search, ArticleStage? Stage, string? Author)
{
    /// <summary>Whether there are words to look for; an author is one.</summary>
    public bool IsEmpty => SearchQuery.Parse(Query).IsEmpty;

    /// <summary>What is looked for. The author comes first, so that an overlong query cannot push it out.</summary>
    public string Query => Author is null ? Search.Query : $"{SearchEndpoints.AuthorQuery(Author)} {Search.Query}";

    public static DeskSearchAddress Read(QueryString query)
    {
        var search = SearchAddress.Read(query);
        var values = QueryHelpers.ParseQuery(query.Value);
        string Text(string key) => values.GetValueOrDefault(key).FirstOrDefault() ?? "";

        var author = Text("author").Replace("\"", "", StringComparison.Ordinal).Trim();
        return new DeskSearchAddress(
            search with { Filter = new SearchFilter(search.Filter.Newspaper, search.Filter.From, search.Filter.To), Field = SearchField.Any },
            Enum.GetValues<ArticleStage>().Where(stage => SearchAddress.NameOf(stage) == Text("state")).Select(stage => (ArticleStage?)stage).FirstOrDefault(),
            author.Length is > 0 and <= Article.FactMaxLength ? author : null);
    }

    public SearchRequest ToRequest() => Search.ToRequest() with { Query = Query };

    public override string ToString()
    {
        var address = DeskAddresses.Search + Search.ToQuery();
        address = Stage is { } stage ? QueryHelpers.AddQueryString(address, "state", SearchAddress.NameOf(stage)) : address;
        return Author is null ? address : QueryHelpers.AddQueryString(address, "author", Author);
    }
}
