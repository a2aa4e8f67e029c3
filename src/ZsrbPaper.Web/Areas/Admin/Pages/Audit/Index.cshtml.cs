using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Audit;

/// <summary>The audit log, newest first, and its export.</summary>
[RequireRight(DeskRights.Administer)]
public sealed class IndexModel(AuditLog log) : PageModel
{
    private const int PageSize = 200;

    public IReadOnlyList<AuditEntry> Entries { get; private set; } = [];

    [BindProperty(SupportsGet = true)]
    public string? Subject { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Actor { get; set; }

    /// <summary>Address of the entries before these; null when there are none.</summary>
    public string? Older { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? before, CancellationToken cancellationToken)
    {
        if (!User.Has(DeskClaims.EveryNewspaper, DeskRights.Administer))
        {
            return Forbid();
        }

        var limit = long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
        Subject = Subject?.Trim().Trim('/') is { Length: > 0 } subject ? subject : null;
        Actor = Actor?.Trim() is { Length: > 0 } actor ? actor : null;
        var found = await log.ListAsync(limit, Subject, Actor, PageSize + 1, cancellationToken);
        Entries = [.. found.Take(PageSize)];
        if (found.Count > PageSize)
        {
            var query = new QueryBuilder { { "before", Entries[^1].Number.ToString(CultureInfo.InvariantCulture) } };
            if (Subject is not null)
            {
                query.Add("subject", Subject);
            }

            if (Actor is not null)
            {
                query.Add("actor", Actor);
            }

            Older = $"/admin/audit{query.ToQueryString()}";
        }

        return Page();
    }

    public IActionResult OnGetExport()
    {
        if (!User.Has(DeskClaims.EveryNewspaper, DeskRights.Administer))
        {
            return Forbid();
        }

        return new PushStreamResult(log);
    }

    /// <summary>Streams the log, so that its length costs no memory.</summary>
    private sealed class PushStreamResult(AuditLog log) : ActionResult
    {
        public override async Task ExecuteResultAsync(ActionContext context)
        {
            var response = context.HttpContext.Response;
            response.ContentType = "application/x-ndjson; charset=utf-8";
            response.Headers.ContentDisposition = "attachment; filename=\"audit.jsonl\"";
            await log.ExportAsync(response.Body, context.HttpContext.RequestAborted);
        }
    }
}
