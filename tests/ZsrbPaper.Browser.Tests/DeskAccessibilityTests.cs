using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Browser.Tests;

/// <summary>
/// axe finds nothing on any page of the desk, on a laptop and on a phone, in light and in dark, and none is wider than its screen. The pages come
/// from the running application, so that a new one cannot be forgotten.
/// </summary>
public sealed class DeskAccessibilityTests(BrowserPortal portal) : DeskBrowserTest(portal)
{
    private const string Draft = "/admin/zsrb/2024-03-02";

    /// <summary>What stands for the parameters of addresses.</summary>
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["newspaper"] = Paper.Code,
        ["date"] = "2024-03-02",
        ["label"] = "A01",
        ["number"] = "1",
        ["user"] = "editor",
        ["status"] = "404",
        ["token"] = "dead",
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_page_of_the_desk_has_a_violation_or_is_too_wide(bool onPhone)
    {
        await StartAsync();
        var chief = await OpenAsAsync("chief", onPhone);
        var found = new List<string>();
        foreach (var address in FindPages().Concat(OtherStates))
        {
            found.AddRange(await LookAsync(chief, address));
        }

        // What needs somebody else, or nobody: forbidden, signing in, the second step, a link that is good.
        found.AddRange(await LookAsync(await OpenAsAsync("editor", onPhone), "/admin/users"));
        var nobody = await OpenAsync("about:blank", onPhone ? Phone : Laptop, touch: onPhone);
        found.AddRange(await LookAsync(nobody, "/admin/sign-in"));
        found.AddRange(await LookAsync(nobody, await LinkAsync("editor")));
        found.AddRange(await LookAtSecondStepAsync(nobody));
        Assert.True(found.Count == 0, string.Join("\n\n", found.Distinct()));
    }

    /// <summary>States of pages that the edition of <see cref="Values"/> does not show: released, withdrawn, held, empty, and a sheet of keys.</summary>
    private static IEnumerable<string> OtherStates =>
    [
        "/admin/zsrb?month=2020-01", "/admin/zsrb/2024-03-01", "/admin/zsrb/2024-03-01/A01/1", "/admin/zsrb/2024-03-01/A01/3", "/admin/zsrb/2024-03-01/changes",
        "/admin/zsrb/2024-03-01/A04", "/admin/zsrb/2024-03-03", "/admin/zsrb/2024-03-04", "/admin/zsrb/2024-03-04/intake", "/admin/audit?actor=niemand", "/admin/zsrb/2024-03-09",
        "/admin/preview/zsrb/2024-03-02", "/admin/preview/zsrb/2024-03-02/A01", "/admin/search?q=%E7%A8%BF%E4%BB%B6",
        "/admin/search?q=%E6%97%A0%E6%AD%A4%E8%AF%8D&state=held&author=x", Draft + "?keys",
    ];

    /// <summary>The addresses of the desk's pages that can be looked at, with their parameters filled in.</summary>
    private IEnumerable<string> FindPages() => Application.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>()?.AreaName == "Admin")
        .Select(endpoint => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => Values[parameter.Name],
            _ => throw new InvalidOperationException(endpoint.DisplayName),
        })))))
        .Distinct()
        .Order(StringComparer.Ordinal);

    private async Task<List<string>> LookAsync(IPage page, string address)
    {
        await page.GotoAsync(Address + address);
        if (address.EndsWith("?keys", StringComparison.Ordinal))
        {
            await page.Keyboard.PressAsync("?");
            await Assertions.Expect(page.Locator("dialog[open]")).ToBeVisibleAsync();
        }

        return await LookAsync(page);
    }

    private static async Task<List<string>> LookAsync(IPage page)
    {
        var found = (await FindViolationsAsync(page)).ToList();
        if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
        {
            found.Add($"{page.Url} is wider than {page.ViewportSize!.Width}.");
        }

        return found;
    }

    private async Task<List<string>> LookAtSecondStepAsync(IPage nobody)
    {
        await nobody.GotoAsync(Address + "/admin/sign-in");
        await nobody.GetByLabel("用户名").FillAsync("twostep");
        await nobody.GetByLabel("密码").FillAsync(DeskSignIn.Password);
        await nobody.GetByRole(AriaRole.Button, new() { Name = "登录", Exact = true }).ClickAsync();
        await nobody.WaitForURLAsync("**/second-step**");
        return await LookAsync(nobody);
    }

    private async Task StartAsync()
    {
        await StartPortalAsync();
        await Application.ImportAsync(ExampleEditions.Rich());
        await Application.ImportAsync(
            Paper.Edition("2024-03-02").Numbered(12346).Planned("2024-03-02T06:00").Draft()
                .WithPage("A01", "要闻", page => page.WithPicture().WithPdf())
                .WithArticle("一个相当长的标题：关于进一步优化营商环境、推动重点项目建设提速增效的若干意见正式印发并施行", article =>
                {
                    article.Body = "今天,天气好。他说：“走吧。";
                    article.At(5, 5, 95, 60).WithPhoto("photo.jpg");
                })
                .WithArticle("没有热区的稿件")
                .WithPage("A02", "没有稿件的版"),
            Paper.Edition("2024-03-03").Draft().WithPage("A01").WithArticle("签发后改动"));
        await Application.SaveAsync(Paper.Edition("2024-03-04").Draft());
        await Application.AddUserAsync("chief", DeskRoles.All.Values.Aggregate((all, rights) => all | rights));
        await Application.AddUserAsync("editor", DeskRights.Write);
        await Application.AddUserAsync("twostep", DeskRights.Write);

        await using var scope = Application.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<DeskUserManager>();
        var two = (await users.FindByNameAsync("twostep"))!;
        await users.ResetAuthenticatorKeyAsync(two);
        await users.SetTwoFactorEnabledAsync(two, true);
        await users.ResetAuthenticatorKeyAsync((await users.FindByNameAsync("chief"))!);

        var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
        var now = Application.Clock.GetUtcNow().UtcDateTime;
        var editions = await db.Editions.Include(edition => edition.Newspaper).Include(edition => edition.Pages).ThenInclude(page => page.Articles)
            .ToDictionaryAsync(edition => edition.Date.Day, TestContext.Current.CancellationToken);
        var draft = editions[2].Pages.First(page => page.Label.Value == "A01");
        var voided = new Review(draft, draft.Articles.First(), 1, "李审", now);
        voided.Void(now, "editor 修改");
        db.AddRange(voided, new Review(draft, null, 1, "李审", now), new ProofRound(draft, 1, "李审", now, null));
        var failed = new PageJob(editions[2], new ReceivedFile("A03.pdf", new string('a', 64), "pdf"), "editor", now);
        failed.Fail($"不是 PDF。", now);
        var packageFailed = new PackageJob(editions[2].Newspaper, new ReceivedFile("期刊.zip", new string('b', 64), "zip"), "editor", now);
        packageFailed.Fail($"期刊包有问题，什么都没有存。", now);
        db.AddRange(failed, packageFailed);
        editions[3].SignOff(now, now.AddHours(18), "chief");
        editions[3].Hold(now, "zsrb/2024-03-03/A01/1 editor");
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await scope.ServiceProvider.GetRequiredService<ReleasedChanges>()
            .WithdrawAsync("zsrb", editions[1].Date, PageLabel.Parse("A01"), 2, "事实有误。", "editor", TestContext.Current.CancellationToken);
    }

    private async Task<string> LinkAsync(string userName)
    {
        await using var scope = Application.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<DeskUserManager>();
        return new Uri(await scope.ServiceProvider.GetRequiredService<SetupLinks>().CreateAsync(users, (await users.FindByNameAsync(userName))!)).AbsolutePath;
    }

    private async Task<IPage> OpenAsAsync(string userName, bool onPhone)
    {
        var page = await OpenAsync("about:blank", onPhone ? Phone : Laptop, touch: onPhone);
        await SignInAsync(page, userName);
        return page;
    }
}
