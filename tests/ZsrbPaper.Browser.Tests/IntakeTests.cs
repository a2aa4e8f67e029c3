using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Media;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;
using static Microsoft.Playwright.Assertions;

namespace ZsrbPaper.Browser.Tests;

/// <summary>The night's files: dropped, watched on their way, put right where the guess was wrong, tried again where they failed.</summary>
public sealed class IntakeTests(BrowserPortal portal) : DeskBrowserTest(portal)
{
    private const string Edition = "/admin/zsrb/2024-03-02";

    [Fact]
    public async Task PDFs_that_are_dropped_come_to_their_pages_and_a_wrong_label_is_corrected_in_place()
    {
        Assert.SkipUnless(new PdfTools().IsAvailable, "poppler is not installed");
        var page = await OpenIntakeAsync();
        await DropAsync(page, ("zsrb20240302A01.pdf", TinyFiles.Pdf("one")), ("tonight.pdf", TinyFiles.Pdf("two")), ("broken.pdf", "no pdf"u8.ToArray()));

        await Expect(page.Locator(".intake-progress .problem")).ToContainTextAsync("这不是 PDF");
        await Expect(Row(page, "A01.pdf")).ToContainTextAsync("已上版");
        await Expect(Row(page, "tonight.pdf")).ToContainTextAsync("请填版次");
        await Row(page, "tonight.pdf").GetByRole(AriaRole.Textbox).FillAsync("A02-A03");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Row(page, "tonight.pdf")).ToContainTextAsync("已上版");

        await Row(page, "tonight.pdf").GetByRole(AriaRole.Link).ClickAsync();
        await page.WaitForURLAsync(Address + Edition + "/A02-A03");
    }

    [Fact]
    public async Task How_far_a_file_is_shows_as_it_goes()
    {
        var page = await OpenIntakeAsync();
        var release = new TaskCompletionSource();
        await page.RouteAsync("**/*handler=Files", async route =>
        {
            await release.Task;
            await route.ContinueAsync();
        });
        await page.Locator("#files").SetInputFilesAsync(new FilePayload { Name = "A01.png", MimeType = "image/png", Buffer = TinyFiles.Png(TinyFiles.PageWidth, TinyFiles.PageHeight) });
        await Expect(page.Locator(".intake-progress li")).ToContainTextAsync("A01.png");
        await Expect(page.Locator(".intake-progress progress")).ToHaveCountAsync(1);
        release.SetResult();
        await Expect(Row(page, "A01.png")).ToContainTextAsync("已上版");
        await Expect(page.Locator(".intake-progress li")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_file_that_failed_is_tried_again()
    {
        var page = await OpenIntakeAsync();
        await using (var scope = Application.Services.CreateAsyncScope())
        {
            // Its original is not there, as after a disk was lost.
            var db = scope.ServiceProvider.GetRequiredService<PaperDbContext>();
            var now = Application.Clock.GetUtcNow().UtcDateTime;
            var edition = await db.Editions.SingleAsync(TestContext.Current.CancellationToken);
            var store = scope.ServiceProvider.GetRequiredService<IMediaStore>();
            var picture = TinyFiles.Png(40, 60);
            var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(picture));
            var job = new PageJob(edition, new ReceivedFile("A01.png", hash, "png"), "wang", now) { Label = Core.Editions.PageLabel.Parse("A01") };
            job.Fail($"The original {hash} is missing from the media store.", now);
            db.Add(job);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            using var content = new MemoryStream(picture);
            await store.PutAsync(MediaNames.Original(hash, "png"), content, TestContext.Current.CancellationToken);
        }

        await page.ReloadAsync();
        await Expect(Row(page, "A01.png")).ToContainTextAsync("图片库里缺原件");
        await page.GetByRole(AriaRole.Button, new() { Name = "重试" }).ClickAsync();
        await Expect(Row(page, "A01.png")).ToContainTextAsync("已上版");
    }

    [Fact]
    public async Task A_page_is_replaced_and_watched_on_its_way()
    {
        var page = await OpenIntakeAsync(edition => edition.WithPage("A01", "要闻"));
        await page.GotoAsync($"{Address}{Edition}/A01/replace");
        await page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "broken.png", MimeType = "image/png", Buffer = "no picture"u8.ToArray() });
        await page.Locator("#reason").FillAsync("版面有误");
        await page.GetByRole(AriaRole.Button, new() { Name = "换版" }).ClickAsync();
        await Expect(page.Locator(".intake-progress .problem")).ToContainTextAsync("这不是图片");
        await Expect(page.Locator("#reason")).ToHaveValueAsync("版面有误");

        await page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "new.png", MimeType = "image/png", Buffer = TinyFiles.Png(40, 60) });
        await page.GetByRole(AriaRole.Button, new() { Name = "换版" }).ClickAsync();
        await page.WaitForURLAsync($"{Address}{Edition}/intake");
        await Expect(Row(page, "new.png")).ToContainTextAsync("已换版");
    }

    [Fact]
    public async Task Enter_in_the_date_of_a_new_edition_keeps_the_plan_that_was_typed()
    {
        var page = await OpenIntakeAsync();
        await page.GotoAsync($"{Address}/admin/zsrb/new");
        await page.Locator("#pages").FillAsync("B01 副刊");
        await page.Locator("#date").FillAsync("2024-03-09");
        await page.Locator("#date").PressAsync("Enter");
        await page.WaitForURLAsync($"{Address}/admin/zsrb/2024-03-09/intake");
        await page.GotoAsync($"{Address}/admin/zsrb/2024-03-09/B01");
        await Expect(page.Locator("h1")).ToContainTextAsync("B01");
    }

    private static ILocator Row(IPage page, string file) => page.Locator(".intake-jobs tbody tr", new() { HasText = file });

    /// <summary>Drops files on the page as a file manager does.</summary>
    private static async Task DropAsync(IPage page, params (string Name, byte[] Content)[] files)
    {
        var data = await page.EvaluateHandleAsync(
            """
            files => {
              const data = new DataTransfer();
              for (const [name, content] of files) data.items.add(new File([Uint8Array.from(atob(content), c => c.charCodeAt(0))], name));
              return data;
            }
            """,
            files.Select(file => new[] { file.Name, Convert.ToBase64String(file.Content) }).ToArray());
        await page.DispatchEventAsync("body", "drop", new { dataTransfer = data });
    }

    private async Task<IPage> OpenIntakeAsync(Action<EditionBuilder>? more = null)
    {
        await StartPortalAsync();
        var edition = Paper.Edition("2024-03-02").Draft();
        more?.Invoke(edition);
        await Application.SaveAsync(edition);
        await Application.AddUserAsync("wang", DeskRights.Write);
        var page = await OpenAsync("about:blank", Laptop);
        await SignInAsync(page, "wang");
        await page.GotoAsync($"{Address}{Edition}/intake");
        return page;
    }
}
