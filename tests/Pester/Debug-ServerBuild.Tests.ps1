Describe 'Debug-ServerBuild and Build-ServerImage with build steps' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        # The fixture's busybox is a toolchain, too: the step is built from nothing else.
        $repo = Import-StateRepo (Get-FixtureRepo).Path TestDrive:/steps
        $null = New-Item TestDrive:/steps/toolchain/bin, TestDrive:/steps/source -ItemType Directory
        $folder = Convert-Path TestDrive:/steps
        Invoke-Git -C $folder show deps/base:bin/busybox | Out-Null
        bash -c "git -C '$folder' cat-file blob origin/deps/base:bin/busybox > '$folder/toolchain/bin/busybox'"
        chmod 755 "$folder/toolchain/bin/busybox"
        foreach ($name in 'sh', 'cp', 'cat', 'hostname', 'sleep') { $null = New-Item "$folder/toolchain/bin/$name" -ItemType SymbolicLink -Value busybox }
        Set-Content "$folder/source/text" 'from the source'
        function Set-Component([string] $Build) {
            Set-Content "$folder/components/made.yaml" "source: source`ntoolchain: toolchain`nto: /srv/made`nbuild: |`n  $Build"
            Invoke-Git -C $folder add --all
            Invoke-Git -C $folder commit -q -m Change --allow-empty
        }
    }

    It 'builds a component, shows what its step says with -Verbose, and finds the output again' {
        Set-Component 'echo compiling; cp text $OUT/'
        $messages = $repo | Build-ServerImage -Verbose 4>&1
        $messages | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message | Should -Contain 'made | compiling'
        $image = $messages | Where-Object { $_.PSTypeNames -contains 'ContainerState.Images.ServerImage' }
        unsquashfs -cat $image.Layers[-1].Path srv/made/text | Should -Be 'from the source'
        ($repo | Build-ServerImage -NoCache).Sha256 | Should -Be $image.Sha256
        ($repo | Build-ServerImage -Rebuild made).Sha256 | Should -Be $image.Sha256
    }

    It 'reports a step that fails with its last words, and goes on with the next repository' {
        Set-Component 'echo last words; exit 7'
        $built = $repo, (Get-FixtureRepo) | Build-ServerImage -ErrorVariable failed -ErrorAction SilentlyContinue
        $built | Should -HaveCount 1
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'BuildFailed,*'
        $failed[0].Exception.ExitCode | Should -Be 7
        $failed[0].Exception.Log | Should -Be 'last words'
        Get-Content $failed[0].Exception.LogFile | Should -Be 'last words'
        $failed[0].ErrorDetails.RecommendedAction ?? $failed[0].Exception.Remedy | Should -BeLike '*Debug-ServerBuild made*'
    }

    It 'opens a shell in the container of the step' {
        Set-Component 'exit 7'
        $script = "Import-Module '$modulePath'; Debug-ServerBuild made -Path '$folder'"
        $said = 'cat text; hostname; exit' | pwsh -NoProfile -NonInteractive -Command $script
        $said | Should -Be 'from the source', 'build'
    }

    It 'refuses a component that has no build step' {
        { Debug-ServerBuild base -Path $folder -ErrorAction Stop } | Should -Throw -ErrorId 'Plan,*'
    }
}
