using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Intake;

/// <summary>What a form of the desk uploads.</summary>
internal enum UploadKind
{
    /// <summary>The pages of a night in one form.</summary>
    PageFiles,

    PageFile,

    Package,
}

/// <summary>Refuses what is too large with the limit named (<see cref="DeskOptions"/>), before anything of it is read; lets the rest through.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class UploadLimitAttribute(UploadKind kind) : Attribute, IAuthorizationFilter, IOrderedFilter
{
    /// <summary>What a form holds beside its files.</summary>
    private const long Rest = 4 << 20;

    /// <summary>Before the antiforgery filter, which reads the form.</summary>
    public int Order => -10_000;

    public void OnAuthorization(AuthorizationFilterContext context)
    {
        var request = context.HttpContext.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            return;
        }

        var services = context.HttpContext.RequestServices;
        var options = services.GetRequiredService<IOptions<DeskOptions>>().Value;
        var limit = Rest + kind switch
        {
            UploadKind.PageFiles => options.Limits.FileBytes * options.MaxFilesPerUpload,
            UploadKind.PageFile => options.Limits.FileBytes,
            _ => options.Limits.PackageBytes,
        };
        if (request.ContentLength > limit)
        {
            var texts = services.GetRequiredService<IStringLocalizer<DeskTexts>>();
            context.Result = new ContentResult
            {
                StatusCode = StatusCodes.Status413PayloadTooLarge,
                Content = kind switch
                {
                    UploadKind.PageFiles => texts["太大了：每个文件最大 {0} MB，一次最多 {1} 个。", options.MaxFileMegabytes, options.MaxFilesPerUpload],
                    UploadKind.PageFile => texts["太大了：文件最大 {0} MB。", options.MaxFileMegabytes],
                    _ => texts["太大了：期刊包最大 {0} MB。", options.MaxPackageMegabytes],
                },
                ContentType = "text/plain; charset=utf-8",
            };
            return;
        }

        if (context.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limit;
        }

        context.HttpContext.Features.Set<IFormFeature>(new FormFeature(request, new FormOptions { MultipartBodyLengthLimit = limit }));
    }
}
