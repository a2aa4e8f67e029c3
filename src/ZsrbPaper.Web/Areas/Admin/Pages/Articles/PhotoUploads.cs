using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Packages;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Articles;

/// <summary>How much may be sent to the article page at once.</summary>
internal static class PhotoLimits
{
    /// <summary>How many photos may come in one form.</summary>
    public const int Files = 20;

    /// <summary><c>Desk:MaxPhotoMegabytes</c>: of one photo, 50 when unset.</summary>
    public static int Megabytes(IConfiguration configuration) => Math.Clamp(configuration.GetValue("Desk:MaxPhotoMegabytes", 50), 1, 2000);

    public static string Sentence(IConfiguration configuration) =>
        string.Create(CultureInfo.InvariantCulture, $"图片太大：每张最多 {Megabytes(configuration)} MB，一次最多 {Files} 张。");
}

/// <summary>Refuses what is too large with the limit named, before anything of it is read; lets through what photos may take.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PhotoUploadLimitAttribute : Attribute, IAuthorizationFilter, IOrderedFilter
{
    /// <summary>Before the antiforgery filter, which reads the form.</summary>
    public int Order => -10_000;

    public void OnAuthorization(AuthorizationFilterContext context)
    {
        var request = context.HttpContext.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            return;
        }

        var configuration = context.HttpContext.RequestServices.GetRequiredService<IConfiguration>();
        var limit = (PhotoLimits.Megabytes(configuration) * 4L + 4) << 20;
        if (request.ContentLength > limit)
        {
            context.Result = new ContentResult { StatusCode = StatusCodes.Status413PayloadTooLarge, Content = PhotoLimits.Sentence(configuration), ContentType = "text/plain; charset=utf-8" };
            return;
        }

        if (context.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limit;
        }

        context.HttpContext.Features.Set<IFormFeature>(new FormFeature(request, new FormOptions { MultipartBodyLengthLimit = limit }));
    }
}

/// <summary>Takes photos in: judged by content, their files stored before any row names them.</summary>
public sealed class PhotoIntake(PictureInspector inspector, PhotoPublisher publisher, IConfiguration configuration, ILogger<PhotoIntake> log)
{
    /// <summary>The photos that could be taken, and a sentence for each that could not.</summary>
    public async Task<(IReadOnlyList<PhotoContent> Photos, IReadOnlyList<string> Problems)> TakeAsync(
        IReadOnlyList<IFormFile> files, CancellationToken cancellationToken)
    {
        var photos = new List<PhotoContent>();
        var problems = new List<string>();
        if (files.Count > PhotoLimits.Files)
        {
            return (photos, [PhotoLimits.Sentence(configuration)]);
        }

        foreach (var file in files.Where(file => file.Length > 0))
        {
            if (file.Length > (long)PhotoLimits.Megabytes(configuration) << 20)
            {
                problems.Add($"{file.FileName}：{PhotoLimits.Sentence(configuration)}");
                continue;
            }

            var path = Path.GetTempFileName();
            try
            {
                await using (var target = File.Create(path))
                {
                    await file.CopyToAsync(target, cancellationToken);
                }

                await TakeAsync(path, file.FileName, photos, problems, cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or MediaException)
            {
                log.LogWarning(exception, "Photo {Name} could not be taken in.", file.FileName);
                problems.Add($"{file.FileName}：存不下来（磁盘已满或不可写），请稍后再试。");
            }
            finally
            {
                File.Delete(path);
            }
        }

        return (photos, problems);
    }

    private async Task TakeAsync(string path, string name, List<PhotoContent> photos, List<string> problems, CancellationToken cancellationToken)
    {
        // What it is called does not matter here, only what it is: browsers paste pictures under any name.
        var format = await ExtensionAsync(path, cancellationToken);
        var inspected = format is null ? default : await inspector.InspectAsync(path, $"photo.{format}", cancellationToken);
        if (inspected.Value is not { } picture)
        {
            log.LogInformation("Photo {Name} was refused: {Problem}", name, inspected.Problem);
            problems.Add($"{name}：不是完好的 JPEG、PNG、WebP 或 TIFF 图片。");
            return;
        }

        await publisher.PublishAsync(picture, cancellationToken);
        photos.Add(ArticleDesk.PhotoOf(picture, name));
    }

    private static async Task<string?> ExtensionAsync(string path, CancellationToken cancellationToken)
    {
        var start = new byte[12];
        await using var stream = File.OpenRead(path);
        var got = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        return got < 12 ? null : start switch
        {
            [0xFF, 0xD8, 0xFF, ..] => "jpg",
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "png",
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P'] => "webp",
            [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "tif",
            _ => null,
        };
    }
}
