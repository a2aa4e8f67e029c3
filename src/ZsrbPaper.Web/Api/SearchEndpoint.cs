using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.Web.Pages.Editions;
using ZsrbPaper.Web.Searching;

namespace ZsrbPaper.Web.Api;

/// <summary>Search for programs. What a reader's page leaves out without a word is told here: a program's mistake should not look like an answer.</summary>
internal static class SearchEndpoint
{
    /// <summary>The keys of the query, in the order in which they are written.</summary>
    public static string[] Keys { get; } = ["q", "newspaper", "from", "to", "section", "page", "field", "order", "limit", "cursor"];

    public static void MapSearchApi(this IEndpointRouteBuilder routes) =>
        routes.MapGroup(Addresses.ApiSearch).MapMethods("", [HttpMethods.Get, HttpMethods.Head], GetAsync)
            .WithGroupName(ApiDocument.Name).WithTags(ApiDescriptions.Tag).WithName("search").WithSummary("搜索稿件")
            .WithDescription("写法与网页上的搜索框相同：几个词用空格隔开都要有，连写的一串照原样查，引号里的当作一串，减号后面的不要。广告和已撤的稿件不在其中。还有更多时，应答里有下一批的地址。")
            .Produces<SearchAnswer>().HasProblems(400, 404, 414, 429, 503);

    private static async Task<IResult> GetAsync(
        string? q, string? newspaper, string? from, string? to, string? section, string? page, string? field, string? order, string? limit, string? cursor,
        HttpContext context, ArticleSearch search, EditionReader reader, SearchGate gate, ApiAnswers answers, CancellationToken cancellationToken)
    {
        if (q?.Length > SearchAddress.MaxQuery)
        {
            return ApiResults.Problem(StatusCodes.Status414UriTooLong);
        }

        if (context.Request.Query.FirstOrDefault(pair => pair.Value.Count > 1).Key is { } repeated)
        {
            return Wrong($"参数 {repeated} 只能写一次。");
        }

        var asked = SearchAddress.Read(context.Request.QueryString);
        var (first, last) = (DateOnly.MinValue, DateOnly.MaxValue);
        if ((from is not null && !ReaderAddress.TryReadDate(from, out first)) || (to is not null && !ReaderAddress.TryReadDate(to, out last)))
        {
            return Wrong("参数 from 和 to 是日期，要写成 2024-03-01 这样。");
        }

        if (first > last)
        {
            return Wrong("参数 from 不能晚于 to。");
        }

        if (page is not null && asked.Filter.Label is null)
        {
            return Wrong("参数 page 是版次，要写成 A03 这样。");
        }

        if (!IsName(field, asked.Field) || !IsName(order, asked.Order))
        {
            return Wrong("参数 field 是 any、title、author、text、caption 之一，order 是 best、newest、oldest 之一。");
        }

        var size = SearchRequest.DefaultSize;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size is < 1 or > SearchRequest.MaxSize))
        {
            return Wrong($"参数 limit 是一次取多少篇，从 1 到 {SearchRequest.MaxSize}。");
        }

        if (cursor is not null && !SearchPlace.TryParse(cursor, out _))
        {
            return ApiResults.WrongCursor();
        }

        if (SearchQuery.Parse(asked.Query, asked.Field).IsEmpty)
        {
            return Wrong("参数 q 里要有要找的词；只有不要的词，或者只有版次，都不够。");
        }

        if (newspaper is not null && (asked.Filter.Newspaper is null || await reader.FindArchiveAsync(asked.Filter.Newspaper, cancellationToken) is null))
        {
            return ApiResults.Problem(StatusCodes.Status404NotFound, "没有这种报纸。全部报纸见 /api/v1/newspapers。");
        }

        if (await gate.RunAsync(context, ct => search.FindAsync((asked with { After = cursor }).ToRequest(size), ct)) is not { } result)
        {
            return ApiResults.Problem(context.Response.StatusCode);
        }

        var list = answers.Search(result, result.Next is { } next ? NextBatch(context.Request.Query, next) : null);
        if (list.Next is { } address)
        {
            context.Response.Headers.Link = $"<{address.AbsoluteUri}>; rel=\"next\"";
        }

        return ApiResults.Ok(list);
    }

    private static IResult Wrong(string detail) => ApiResults.Problem(StatusCodes.Status400BadRequest, detail);

    private static bool IsName<TEnum>(string? text, TEnum read)
        where TEnum : struct, Enum => text is null || text == SearchAddress.NameOf(read);

    private static string NextBatch(IQueryCollection query, string next)
    {
        var following = new QueryBuilder();
        foreach (var key in Keys)
        {
            if ((key == "cursor" ? next : query[key].FirstOrDefault()) is { } value)
            {
                following.Add(key, value);
            }
        }

        return Addresses.ApiSearch + following.ToQueryString();
    }
}
