using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.Web.Pages.Editions;

namespace ZsrbPaper.Benchmarks.Misses;

/// <summary>
/// The portal with nothing kept, or too little for many articles, in a process of its own; or the same with an article's page whose data is in memory: everything that a request passes and
/// the page itself are the same, but nothing is read, and no text is made of Markdown.
/// </summary>
internal static class MissPortal
{
    /// <summary>Serves on a free port, prints the address, and stops at the end of input.</summary>
    public static async Task RunAsync(TestEngine engine, string connectionString, string media, bool isInMemory, bool keeps, CancellationToken cancellationToken)
    {
        await using var application = PaperApplication.On(TestDatabase.OnKept(engine, connectionString))
            .With("Media:Root", media).With("Cache:Megabytes", keeps ? "1" : "0").With("Search:BackfillAtStart", "false").With(TimeProvider.System);
        if (isInMemory)
        {
            application.With(services =>
            {
                var memory = new Memory();
                services.Configure<MvcOptions>(options => options.Filters.Add(memory));

                // Once all is in memory, nothing is made that could read.
                services.AddScoped(provider => memory.IsFull ? memory.NoReader : ActivatorUtilities.CreateInstance<EditionReader>(provider));
            });
        }

        Console.WriteLine(application.Listen());
        await Console.In.ReadToEndAsync(cancellationToken);
    }

    /// <summary>Takes what the first request read, and gives it to the page of all others.</summary>
    private sealed class Memory : IAsyncPageFilter
    {
        private static readonly PropertyInfo[] _properties =
            [.. typeof(ArticleModel).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(property => property.SetMethod is not null)];

        private Action<ArticleModel>[]? _set;

        public EditionReader NoReader { get; } = new(null!, TimeProvider.System);

        public bool IsFull => _set is not null;

        public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

        public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
        {
            if (context.HandlerInstance is not ArticleModel model)
            {
                await next();
            }
            else if (_set is { } set)
            {
                Array.ForEach(set, each => each(model));
                context.Result = model.Page();
            }
            else if ((await next()).Result is PageResult)
            {
                _set = Array.ConvertAll(_properties, property => SetterOf(property, property.GetValue(model)));
            }
        }

        /// <summary>As quick as an assignment, where reflection would be counted too.</summary>
        private static Action<ArticleModel> SetterOf(PropertyInfo property, object? value) =>
            (Action<ArticleModel>)typeof(Memory).GetMethod(nameof(TypedSetterOf), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(property.PropertyType).Invoke(null, [property, value])!;

        private static Action<ArticleModel> TypedSetterOf<T>(PropertyInfo property, T value)
        {
            var set = property.GetSetMethod(nonPublic: true)!.CreateDelegate<Action<ArticleModel, T>>();
            return model => set(model, value);
        }
    }
}
