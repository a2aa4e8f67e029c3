using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.Core.Text;
using ZsrbPaper.Web.Crawlers;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Pages;

/// <summary>What a reader sees when there is nothing to show, with the true status and a number to ask about.</summary>
[IgnoreAntiforgeryToken]
public sealed class ErrorModel(EditionReader reader) : PageModel
{
    public PageFrame Frame { get; private set; } = null!;

    public string Title { get; private set; } = "";

    public string Explanation { get; private set; } = "";

    /// <summary>Whether what is told happened to this request, and not to everyone who asks for the address.</summary>
    public bool IsOfRequest => Response.StatusCode is not (StatusCodes.Status404NotFound or StatusCodes.Status410Gone);

    public string RequestId => Portal.RequestNumber(HttpContext);

    /// <summary>Errors happen to every method and are told alike, so there is no handler for a single one.</summary>
    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        _ = int.TryParse(RouteData.Values["status"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var status);
        await PrepareAsync(status, HttpContext.RequestAborted);
        await next();
    }

    private async Task PrepareAsync(int status, CancellationToken cancellationToken)
    {
        // Where the failure itself set the status, that is the true one; the address only names the page, and asked for by itself
        // there is none.
        var failed = HttpContext.Features.Get<IExceptionHandlerFeature>() is not null || HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null;
        var shown = !failed ? 404 : Response.StatusCode >= 400 ? Response.StatusCode : status;
        Response.StatusCode = shown;
        if (IsOfRequest)
        {
            Response.Headers.CacheControl = "no-store";
        }

        (Title, Explanation) = shown switch
        {
            400 => ("请求有误", "这个请求无法理解,请检查地址。"),
            403 => ("不能查看", "您没有查看这一页的权限。"),
            404 => ("没有这一页", "您要看的页面不存在,可能是地址有误,也可能这一天没有出报,或者尚未发布。"),
            405 => ("不支持的请求", "这个地址只供阅读。"),
            410 => ("内容已撤", "您要看的内容已经撤回,不再提供阅读。"),
            414 => ("地址太长", $"要搜索的文字太长:搜索框里可以写{SearchQuery.MaxTyped}个字,请选最要紧的词来搜。"),
            429 => ("请求太多", "您的请求过于频繁,请稍候再试。"),
            503 when IsDesk => ("暂时存不了", "数据库连不上，刚才送来的没有存下。请退回上一页，写的字还在那里；稍候再送一次。"),
            503 => ("暂时不能读报", "系统正在维护或繁忙,请稍候再试。"),
            >= 500 => ("出了差错", "服务器出了差错,我们会尽快查明。请稍候再试。"),
            _ => ("无法显示", "这个请求无法完成。"),
        };
        if (HttpContext.Items[typeof(MissingOldAddress)] is MissingOldAddress missing)
        {
            Explanation = $"您要看的是{ChineseDates.Full(missing.Date)}的报纸,这里没有收录这一期或者这一篇。可以按日期查找,或读最新一期。";
        }

        var newspaper = shown is 404 or 410 ? await FindNewspaperAsync(cancellationToken) : null;
        Frame = new PageFrame(new PageMeta($"{Title} - {newspaper?.Name ?? "数字报"}", Robots: "noindex"), "error", newspaper);
    }

    private bool IsDesk => HttpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path.StartsWith("/admin", StringComparison.Ordinal) == true;

    /// <summary>The newspaper whose address was asked for, if it is one's.</summary>
    private async Task<Masthead?> FindNewspaperAsync(CancellationToken cancellationToken)
    {
        var code = (HttpContext.Items[typeof(MissingOldAddress)] as MissingOldAddress)?.Newspaper ?? HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return NewspaperCode.IsValid(code) ? (await reader.FindArchiveAsync(code!, cancellationToken))?.Newspaper : null;
    }
}
