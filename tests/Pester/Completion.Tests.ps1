Describe 'Tab' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1

        function Get-Completion([string] $Line) {
            ([Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null)).CompletionMatches.CompletionText
        }

        $repo = New-StateRepo TestDrive:/web
        $null = $repo | Add-StateDependency (New-Source TestDrive:/source) -Name app
        Invoke-Git -C $repo.Path tag v1
        Invoke-Git -C $repo.Path branch stable
        # What an import leaves is no reference that anybody builds.
        Invoke-Git -C $repo.Path branch deps/base
        Push-Location $repo.Path
    }

    AfterAll { Pop-Location }

    It 'completes the references of <_>' -ForEach 'Build-ServerImage', 'Test-StateRepo', 'Test-ServerImage', 'Receive-StateCache', 'Debug-ServerBuild app', 'Invoke-ServerSupervisor' {
        Get-Completion "$_ -Ref " | Should -Be main, stable, v1
        Get-Completion "$_ -Ref s" | Should -Be stable
    }

    It 'quotes a reference that would run as code' {
        Invoke-Git -C $repo.Path branch 'z$(throw)'
        try {
            Get-Completion 'Build-ServerImage -Ref z' | Should -Be "'z`$(throw)'"
        } finally { Invoke-Git -C $repo.Path branch -D 'z$(throw)' }
    }

    It 'completes references of the repository that is named' {
        Push-Location /
        try {
            Get-Completion "Test-StateRepo '$($repo.Path)' -Ref v" | Should -Be v1
            Get-Completion 'Test-StateRepo /nowhere -Ref v' | Should -Not -Contain v1
        } finally { Pop-Location }
    }

    It 'completes what <_> can look into' -ForEach 'Compare-ServerImage', 'Compare-ServerImage main', 'Get-ServerImageContent' {
        Get-Completion "$_ " | Select-Object -First 3 | Should -Be main, stable, v1
        Get-Completion "$_ st" | Should -Be stable
        Get-Completion "$_ -Path /nowhere st" | Should -Not -Contain stable
    }

    It 'completes components' {
        Get-Completion 'Build-ServerImage -Rebuild a' | Should -Be app
        Get-Completion 'Debug-ServerBuild ' | Should -Be app, rootfs
    }

    It 'completes suites' {
        Get-Completion 'Add-StateDependency -Debian nginx -Suite tri' | Should -Be trixie, trixie-backports
    }
}

Describe 'Tab on a host with servers' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        $null = Get-FixtureImage | Start-EphemeralServer -Name "$prefix-tab" -Group "$prefix-blue"

        function Get-Completion([string] $Line) {
            ([Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null)).CompletionMatches.CompletionText
        }
    }

    AfterAll { Stop-Server "$prefix-*" -Force }

    It 'completes volumes' {
        $volume = New-ServerVolume "$prefix-tab" -SizeBytes 16MB
        try {
            Get-Completion "Remove-ServerVolume $prefix" | Should -Be $volume.Name
            Get-Completion "Start-Server web -Volume $prefix" | Should -Be $volume.Name
        } finally { $volume | Remove-ServerVolume -Force }
    }

    It 'completes groups' {
        Get-Completion "Start-Server web -Group $prefix" | Should -Be "$prefix-blue"
    }

    It 'completes the supervisors that keep servers' {
        $shell = [powershell]::Create().AddScript({
                param($module, $id, $name)
                Import-Module $module
                Invoke-ServerSupervisor $id -Name $name
            }).AddArgument($modulePath).AddArgument((Get-FixtureImage).Id).AddArgument("$prefix-keep")
        $null = $shell.BeginInvoke()
        try {
            $deadline = (Get-Date).AddSeconds(30)
            while ((Get-Server "$prefix-keep*").State -notcontains 'Running' -and (Get-Date) -lt $deadline) { Start-Sleep -Milliseconds 50 }
            Get-Completion "Register-ServerSupervisor -Name $prefix" | Should -Be "$prefix-keep"
        } finally {
            $shell.Stop()
            $shell.Dispose()
            Remove-Item "/run/containerstate/supervisors/$prefix-keep.lock", "/run/containerstate/supervisors/$prefix-keep.json" -ErrorAction Ignore
        }
    }

    It 'knows the old names of -TimeoutSeconds and -IntervalSeconds' {
        (Wait-Server "$prefix-tab" -Timeout 60).Name | Should -Be "$prefix-tab"
        (Test-Server "$prefix-tab" -Watch -Interval 0.1 | Select-Object -First 1).Passed | Should -BeTrue
    }
}
