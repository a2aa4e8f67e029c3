using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Caching;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Web.Api;

/// <summary>The JSON API for apps and mini-programs: newspapers, editions, pages and articles, to be read only.</summary>
internal static class ApiEndpoints
{
    /// <summary>How many editions a list has at once unless it is asked for another number.</summary>
    public const int DefaultLimit = 20;

    private const int MaxLimit = 100;
    private static readonly string[] _methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/newspapers").WithGroupName(ApiDocument.Name).WithTags(ApiDescriptions.Tag).HasProblems(429, 503);
        api.MapMethods("", _methods, ListNewspapersAsync).WithName("listNewspapers").WithSummary("全部报纸")
            .Produces<NewspaperList>();
        api.MapMethods("/{newspaper}", _methods, GetNewspaperAsync).WithName("getNewspaper").WithSummary("一种报纸")
            .WithDescription("报头各项，以及最早和最新一期。想知道有没有新的一期，带上 If-None-Match 问这里最省。")
            .Produces<NewspaperAnswer>().HasProblems(404);
        api.MapMethods("/{newspaper}/editions", _methods, ListEditionsAsync).WithName("listEditions").WithSummary("各期的列表")
            .WithDescription("只列出读者能看到的各期，新的在前。一次最多取 100 期；还有更多时，应答里有下一批的地址。")
            .Produces<EditionList>().HasProblems(400, 404);
        api.MapMethods("/{newspaper}/editions/{date}", _methods, GetEditionAsync).WithName("getEdition").WithSummary("一期报纸")
            .WithDescription("各版、稿件的题目和热区，没有正文。")
            .Produces<EditionAnswer>().HasProblems(404);
        api.MapMethods("/{newspaper}/editions/{date}/pages/{label}", _methods, GetPageAsync).WithName("getPage").WithSummary("一个版")
            .WithDescription("跨版用其中任一版次来问，都转到它自己的地址（301）。")
            .Produces<SinglePageAnswer>().HasProblems(404);
        api.MapMethods("/{newspaper}/editions/{date}/pages/{label}/articles/{number}", _methods, GetArticleAsync).WithName("getArticle").WithSummary("一篇稿件")
            .WithDescription("题目、署名、正文（Markdown 和 HTML 各一份）、图片和引用所要的各项。撤回的稿件应答 410，请把存下的也删去。")
            .Produces<ArticleAnswer>().HasProblems(404, 410);
        routes.MapSearchApi();
        routes.MapApiDocument();
    }

    private static async Task<IResult> ListNewspapersAsync(EditionReader reader, ApiAnswers answers, CancellationToken cancellationToken) =>
        ApiResults.Ok(answers.Newspapers(await reader.ListNewspapersAsync(cancellationToken)));

    private static async Task<IResult> GetNewspaperAsync(string newspaper, EditionReader reader, ApiAnswers answers, CancellationToken cancellationToken) =>
        await reader.FindArchiveAsync(newspaper, cancellationToken) is { } archive
            ? ApiResults.Ok(answers.Newspaper(archive))
            : ApiResults.Problem(StatusCodes.Status404NotFound, "没有这种报纸。全部报纸见 /api/v1/newspapers。");

    private static async Task<IResult> ListEditionsAsync(
        string newspaper, string? from, string? to, string? limit, string? cursor, HttpContext context, EditionReader reader, ApiAnswers answers,
        CancellationToken cancellationToken)
    {
        if (FindRepeated(context.Request.Query) is { } repeated)
        {
            return ApiResults.Problem(StatusCodes.Status400BadRequest, $"参数 {repeated} 只能写一次。");
        }

        var (first, last) = (DateOnly.MinValue, DateOnly.MaxValue);
        if ((from is not null && !ReaderAddress.TryReadDate(from, out first)) || (to is not null && !ReaderAddress.TryReadDate(to, out last)))
        {
            return ApiResults.Problem(StatusCodes.Status400BadRequest, "参数 from 和 to 是日期，要写成 2024-03-01 这样。");
        }

        if (first > last)
        {
            return ApiResults.Problem(StatusCodes.Status400BadRequest, "参数 from 不能晚于 to。");
        }

        var count = DefaultLimit;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MaxLimit))
        {
            return ApiResults.Problem(StatusCodes.Status400BadRequest, $"参数 limit 是一次取多少期，从 1 到 {MaxLimit}。");
        }

        var until = last;
        if (cursor is not null)
        {
            if (!EditionCursor.TryRead(cursor, out var before))
            {
                return ApiResults.WrongCursor();
            }

            until = before.AddDays(-1) < last ? before.AddDays(-1) : last;
        }

        if (await reader.FindArchiveAsync(newspaper, cancellationToken) is not { } archive)
        {
            return ApiResults.Problem(StatusCodes.Status404NotFound, "没有这种报纸。全部报纸见 /api/v1/newspapers。");
        }

        // One more than asked for tells whether there is a next batch.
        var found = await reader.ListEditionsAsync(archive.Newspaper, first, until, count + 1, cancellationToken);
        var next = found.Count > count ? NextBatch(newspaper, from, to, limit, found[count - 1].Date) : null;
        var list = answers.Editions(archive.Newspaper, found.Take(count), next);
        if (list.Next is { } address)
        {
            context.Response.Headers.Link = $"<{address.AbsoluteUri}>; rel=\"next\"";
        }

        return ApiResults.Ok(list);
    }

    [ShowsOneEdition]
    private static async Task<IResult> GetEditionAsync(string newspaper, string date, EditionReader reader, ApiAnswers answers, CancellationToken cancellationToken) =>
        await FindEditionAsync(reader, newspaper, date, cancellationToken) is { } edition ? ApiResults.Ok(answers.Edition(edition)) : NoEdition(newspaper);

    [ShowsOneEdition]
    private static async Task<IResult> GetPageAsync(
        string newspaper, string date, string label, EditionReader reader, ApiAnswers answers, CancellationToken cancellationToken)
    {
        if (!PageLabel.TryParse(label, out var asked) || await FindEditionAsync(reader, newspaper, date, cancellationToken) is not { } edition)
        {
            return NoEdition(newspaper);
        }

        if (edition.FindPage(asked) is { } page)
        {
            return ApiResults.Ok(answers.SinglePage(edition, page));
        }

        return edition.Pages.FirstOrDefault(other => other.Label.IsMeantBy(asked)) is { } meant
            ? Results.Redirect(Addresses.ApiPage(newspaper, edition.Date, meant.Label), permanent: true)
            : NoPage(edition);
    }

    [ShowsOneEdition]
    private static async Task<IResult> GetArticleAsync(
        string newspaper, string date, string label, string number, EditionReader reader, ApiAnswers answers, CancellationToken cancellationToken)
    {
        if (!PageLabel.TryParse(label, out var asked) || !ReaderAddress.TryReadNumber(number, out var wanted)
            || await FindEditionAsync(reader, newspaper, date, cancellationToken) is not { } edition)
        {
            return NoEdition(newspaper);
        }

        if (edition.FindPage(asked) is not { } page)
        {
            return edition.Pages.FirstOrDefault(other => other.Label.IsMeantBy(asked) && other.HasOrHad(wanted)) is { } meant
                ? Results.Redirect(Addresses.ApiArticle(newspaper, edition.Date, meant.Label, wanted), permanent: true)
                : NoPage(edition);
        }

        if (page.WithdrawnNumbers.Contains(wanted))
        {
            return ApiResults.Problem(StatusCodes.Status410Gone);
        }

        return page.Articles.FirstOrDefault(article => article.Number == wanted) is { } headline
            && await reader.FindArticleAsync(edition, headline, cancellationToken) is { } article
                ? ApiResults.Ok(answers.Article(edition, page, article))
                : ApiResults.Problem(StatusCodes.Status404NotFound, $"这一版没有这篇稿件。这一版的稿件见 {Addresses.ApiPage(newspaper, edition.Date, page.Label)}。");
    }

    private static async Task<EditionView?> FindEditionAsync(EditionReader reader, string newspaper, string date, CancellationToken cancellationToken) =>
        ReaderAddress.TryReadDate(date, out var day) ? await reader.FindEditionAsync(newspaper, day, cancellationToken) : null;

    private static IResult NoEdition(string newspaper) => ApiResults.Problem(
        StatusCodes.Status404NotFound, $"没有这一期报纸：没有这种报纸，这一天没有出报，或者还没有发布。可读的各期见 {Addresses.ApiEditions(newspaper)}。");

    private static IResult NoPage(EditionView edition) => ApiResults.Problem(
        StatusCodes.Status404NotFound, $"这一期没有这一版。这一期的各版见 {Addresses.ApiEdition(edition.Newspaper.Code, edition.Date)}。");

    /// <summary>Says which problems the endpoint answers with.</summary>
    public static TBuilder HasProblems<TBuilder>(this TBuilder endpoints, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata([.. statuses.Select(status => new ProducesResponseTypeMetadata(status, typeof(Problem), [ApiResults.ProblemType]))]);

    private static string? FindRepeated(IQueryCollection query) => query.FirstOrDefault(pair => pair.Value.Count > 1).Key;

    /// <summary>The same list from the edition after <paramref name="last"/> on.</summary>
    private static string NextBatch(string newspaper, string? from, string? to, string? limit, DateOnly last)
    {
        var query = new QueryBuilder();
        foreach (var (key, value) in new[] { ("from", from), ("to", to), ("limit", limit), ("cursor", EditionCursor.After(last)) })
        {
            if (value is not null)
            {
                query.Add(key, value);
            }
        }

        return Addresses.ApiEditions(newspaper) + query.ToQueryString();
    }
}
