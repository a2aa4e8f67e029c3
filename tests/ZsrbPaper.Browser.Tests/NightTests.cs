using Microsoft.Playwright;
using Xunit;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;
using static Microsoft.Playwright.Assertions;

namespace ZsrbPaper.Browser.Tests;

/// <summary>A whole night at the desk, from the print files to the corrected paper, as its people and a reader see it.</summary>
public sealed class NightTests(BrowserPortal portal) : BrowserTest(portal), IAsyncDisposable
{
    private const string Desk = "/admin/zsrb/2024-03-02";
    private const string Reader = "/zsrb/2024-03-02";

    /// <summary>06:00 in China.</summary>
    private static readonly DateTimeOffset _morning = new(2024, 3, 1, 22, 0, 0, TimeSpan.Zero);

    private PaperApplication _application = null!;
    private string _address = "";

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await _application.DisposeAsync();
    }

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.PostgreSql)]
    public async Task Print_files_become_a_reviewed_released_and_corrected_edition(TestEngine engine)
    {
        _application = await PaperApplication.CreateAsync(engine);
        _application.Clock.SetUtcNow(_morning.AddHours(-8));
        _address = _application.Listen();
        await _application.SaveAsync(Paper.Edition("2024-02-24").WithPage("A01", "要闻").WithPage("A02", "副刊"));
        var editor = await EnterAsync("wang", DeskRights.Write);

        await OpenEditionAsync(editor);
        await MakeUpAsync(editor, "A01", "老码头亮灯了");
        await MakeUpAsync(editor, "A02", "春天在码头");
        await WriteAsync(editor, "A01", "岐江边的旧客运码头亮起第一盏灯。");
        await WriteAsync(editor, "A02", "春天的第一班船靠岸了。");
        for (var round = 1; round <= 3; round++)
        {
            await ReviewAsync(round);
        }

        var chief = await EnterAsync("zong", DeskRights.SignOff | DeskRights.Withdraw | DeskRights.Write);
        var deputy = await EnterAsync("fu", DeskRights.SignOff);
        var reader = await OpenAsync("about:blank");
        await chief.GotoAsync(_address + Desk);
        await chief.Locator("#release").FillAsync("2024-03-02T06:00");
        await ClickAsync(chief, "定时签发");
        await Expect(chief.Locator(".sign-off strong")).ToContainTextAsync("2024-03-02 06:00 发布");

        // The whole edition is there at its minute, and nothing of it before.
        _application.Clock.SetUtcNow(_morning.AddSeconds(-1));
        foreach (var part in new[] { "", "/A01", "/A01/1", "/A02/1", ".pdf" })
        {
            Assert.Equal(404, await StatusAsync(reader, Reader + part));
        }

        _application.Clock.SetUtcNow(_morning);
        foreach (var part in new[] { "", "/A01", "/A01/1", "/A02/1", ".pdf" })
        {
            Assert.Equal(200, await StatusAsync(reader, Reader + part));
        }

        await reader.GotoAsync($"{_address}{Reader}/A01");
        await Expect(reader.Locator("main")).ToContainTextAsync("老码头亮灯了");
        await reader.GotoAsync($"{_address}{Reader}/A01/1");
        await Expect(reader.Locator(".article-body")).ToContainTextAsync("亮起第一盏灯");

        // A correction shows once another person has agreed.
        _application.Clock.Advance(TimeSpan.FromHours(1));
        await editor.GotoAsync($"{_address}{Desk}/A01/1");
        await editor.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await editor.Locator("#Body").FillAsync("岐江边的旧客运码头亮起第一百盏灯。");
        await Expect(editor.Locator("#copy-state")).ToContainTextAsync("已保存");
        await editor.Locator("#Note").FillAsync("原文灯数有误。");
        await ClickAsync(editor, "提交更正");
        await Expect(editor.Locator("main")).ToContainTextAsync("第二人核准");
        await reader.ReloadAsync();
        await Expect(reader.Locator(".article-body")).ToContainTextAsync("第一盏灯");
        await DecideAsync(deputy, "批准");
        await reader.ReloadAsync();
        await Expect(reader.Locator(".article-body")).ToContainTextAsync("第一百盏灯");
        await Expect(reader.Locator(".correction")).ToContainTextAsync("原文灯数有误。");

        // A withdrawal is one step with a reason, looked at afterwards.
        await chief.GotoAsync($"{_address}{Desk}/A01/1/withdraw");
        await chief.Locator("#reason").FillAsync("应作者要求");
        await ClickAsync(chief, "撤稿");
        Assert.Equal(410, await StatusAsync(reader, $"{Reader}/A01/1"));
        Assert.Equal(410, await StatusAsync(reader, $"{Reader}/A01.pdf"));
        await DecideAsync(deputy, "复核无误");

        // A page is replaced once another person has agreed; its areas stay.
        await reader.GotoAsync($"{_address}{Reader}/A02");
        var before = await FacsimileAsync(reader);
        await chief.GotoAsync($"{_address}{Desk}/A02/replace");
        await chief.Locator("#file").SetInputFilesAsync(File("A02.pdf", "Second edition"));
        await chief.Locator("#reason").FillAsync("版面图有误");
        await ClickAsync(chief, "换版");
        await Expect(chief.Locator("tr.job-done", new() { HasText = "换版" })).ToHaveCountAsync(1);
        await reader.ReloadAsync();
        Assert.Equal(before, await FacsimileAsync(reader));
        await DecideAsync(deputy, "批准");
        await reader.ReloadAsync();
        Assert.NotEqual(before, await FacsimileAsync(reader));
        await reader.Locator("a[href='/zsrb/2024-03-02/A02/1']").First.ClickAsync();
        await Expect(reader.Locator(".article-body")).ToContainTextAsync("第一班船");
    }

    /// <summary>A new edition by the plan of its weekday, and its print files on their pages.</summary>
    private async Task OpenEditionAsync(IPage page)
    {
        await page.GotoAsync($"{_address}/admin/zsrb/new");
        await page.Locator("#date").FillAsync("2024-03-02");
        await ClickAsync(page, "按这一天重列版面");
        await Expect(page.Locator("#pages")).ToHaveValueAsync("A01 要闻\nA02 副刊");
        await ClickAsync(page, "新建，去收文件");
        await Expect(page).ToHaveURLAsync($"{_address}{Desk}/intake");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.Locator("#files").SetInputFilesAsync([File("A01.pdf", "Front page"), File("A02.pdf", "Spring")]);
        await Expect(page.Locator("tr.job-done")).ToHaveCountAsync(2);
    }

    /// <summary>A new article, and its area drawn on the page and tied by a key.</summary>
    private async Task MakeUpAsync(IPage page, string label, string title)
    {
        await page.GotoAsync($"{_address}{Desk}/{label}");
        await page.Locator("#Title").FillAsync(title);
        await page.Locator("#Title").PressAsync("Enter");
        await Expect(page.Locator("#articles li")).ToHaveCountAsync(1);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.Keyboard.PressAsync("r");
        await page.DragOnPageAsync((10, 10), (90, 60));
        await page.Keyboard.PressAsync("1");
        await Expect(page.Locator("#makeup-state")).ToContainTextAsync("已保存。");
    }

    private async Task WriteAsync(IPage page, string label, string body)
    {
        await page.GotoAsync($"{_address}{Desk}/{label}/1");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.Locator("#Reporters").FillAsync("苏望潮");
        await page.Locator("#Body").FillAsync(body);
        await Expect(page.Locator("#copy-state")).ToContainTextAsync("已保存");
    }

    private async Task ReviewAsync(int round)
    {
        var page = await EnterAsync($"shen{round}", DeskRoles.ForReview(round));
        await page.GotoAsync(_address + Desk);
        foreach (var label in new[] { "A01", "A02" })
        {
            await page.Locator($"#{label}").GetByRole(AriaRole.Button, new() { Name = "整版通过" }).ClickAsync();
            await Expect(page.Locator($"#{label} .given").Nth((2 * round) - 1)).ToBeVisibleAsync();
        }
    }

    private async Task DecideAsync(IPage page, string decision)
    {
        await page.GotoAsync($"{_address}{Desk}/changes");
        await ClickAsync(page, decision);
        await Expect(page.Locator(".decide")).ToHaveCountAsync(0);
    }

    private static Task ClickAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private static FilePayload File(string name, string text) => new() { Name = name, MimeType = "application/pdf", Buffer = TinyFiles.Pdf(text) };

    private static Task<string?> FacsimileAsync(IPage page) => page.Locator("img[src*='/facsimile/']").First.GetAttributeAsync("src");

    private async Task<int> StatusAsync(IPage page, string address)
    {
        var answer = await page.APIRequest.GetAsync(_address + address, new() { MaxRedirects = 0 });
        return answer.Status;
    }

    private async Task<IPage> EnterAsync(string userName, DeskRights rights)
    {
        await _application.AddUserAsync(userName, rights);
        var page = await OpenAsync("about:blank", new ViewportSize { Width = 1366, Height = 768 });
        await page.Context.AddCookiesAsync([new Cookie { Name = DeskSignIn.CookieName, Value = await _application.CreateCookieAsync(userName), Url = _address + "/admin" }]);
        return page;
    }
}
