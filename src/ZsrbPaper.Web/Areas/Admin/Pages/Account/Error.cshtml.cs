using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Account;

/// <summary>What an editor sees where there is nothing to see or nothing to do for them; shown at the address that failed.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
public sealed class ErrorModel(IStringLocalizer<DeskTexts> texts) : PageModel
{
    public string Title { get; private set; } = "";

    public string Explanation { get; private set; } = "";

    public string RequestNumber => Portal.RequestNumber(HttpContext);

    /// <summary>Errors happen to every method and are told alike, so there is no handler for a single one.</summary>
    [NonHandler]
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        // Asked for by its own address there is no error, except that of who is sent to "forbidden".
        var failed = HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null;
        _ = int.TryParse(RouteData.Values["status"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var status);
        Response.StatusCode = failed ? status : RouteData.Values.ContainsKey("status") ? StatusCodes.Status404NotFound : StatusCodes.Status403Forbidden;
        (Title, Explanation) = Response.StatusCode switch
        {
            400 => (texts["请求没有被接受"], texts["页面可能已经过期，或者在别处换了账户登录。请退回上一页，刷新后再做一次；已写的文字可以先复制下来。"]),
            403 => (texts["没有权限"], texts["您的账户没有做这件事的权限。需要时请找管理员。"]),
            404 => (texts["没有这一页"], texts["要找的期、版或稿件不存在，可能已经改名、移走或删除。"]),
            405 => (texts["不支持的请求"], texts["这个地址不接受这种请求。"]),
            413 => (texts["太大了"], texts["送来的内容超过了上限。"]),
            429 => (texts["尝试太频繁"], texts["这个网络地址一分钟内尝试登录的次数太多，请过一分钟再试。"]),
            503 => (texts["暂时不能用"], texts["系统正在维护或繁忙，请稍候再试。"]),
            _ => (texts["没有完成"], texts["这个请求没有完成，请稍候再试。"]),
        };
    }
}
