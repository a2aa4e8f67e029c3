using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ZsrbPaper.Web.Areas.Admin.Pages;

public sealed class IndexModel : PageModel;
